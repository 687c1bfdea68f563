package org.posthorn.delivery.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.Outcome.Attempt;

class BounceClassTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BAD_MAILBOX      | 5.1.1  | 550 5.1.1 User not found",
                "BAD_MAILBOX      | 5.1.1  | 550 5.1.1 The email account that you tried to reach does not exist.",
                "BAD_MAILBOX      | 5.0.0  | 554 delivery error: dd This user doesn't have a yahoo.com account",
                "BAD_MAILBOX      | 5.0.0  | 550 No such user here",
                "BAD_MAILBOX      | 5.1.10 | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP",
                "INACTIVE_MAILBOX | 5.2.1  | 550 5.2.1 The email account that you tried to reach is disabled.",
                "MAILBOX_FULL     | 4.2.2  | 452 4.2.2 The recipient's mailbox is over quota",
                "MAILBOX_FULL     | 5.0.0  | 552 mailbox full",
                "REPUTATION       | 5.7.1  | 550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus",
                "REPUTATION       | 5.7.1  | 554 5.7.1 Your access to this mail system has been rejected due to poor reputation",
                "AUTHENTICATION   | 5.7.26 | 550 5.7.26 Unauthenticated email from example.com is not accepted due to DMARC",
                "AUTHENTICATION   | 5.7.25 | 550 5.7.25 The IP address sending this message does not have a PTR record",
                "CONTENT          | 5.7.1  | 554 5.7.1 This message looks like spam",
                "RATE             | 4.7.0  | 421 4.7.0 Try again later, closing connection",
                "RATE             | 4.7.1  | 451 4.7.1 Greylisted",
                "POLICY           | 5.7.1  | 550 5.7.1 Relaying denied",
                "MESSAGE_SIZE     | 5.3.4  | 552 5.3.4 Message size exceeds fixed limit",
                "PROTOCOL         | 5.5.1  | 503 5.5.1 Bad sequence of commands",
                "OTHER            | 5.0.0  | 554 Transaction failed",
            })
    void aServersWordsTellTheKindOfFailure(BounceClass meaning, String status, String reply) {
        assertEquals(meaning, BounceClass.of(new Attempt(Optional.of("mx"), Optional.empty(), reply, status)));
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_DOMAIN, 5.1.2, The domain dead.invalid does not exist",
        "BAD_DOMAIN, 5.1.10, The domain null.example accepts no mail (null MX)",
        "DNS,        4.4.3, the DNS did not answer for example.com",
        "NETWORK,    4.4.1, connecting to mx.example.com failed",
        "TLS,        4.7.5, The TLS handshake failed",
        "SUPPRESSED, 5.7.1, bob@example.org is on the suppression list of example.com since 2026-03-01: gone",
    })
    void soDoOurOwn(BounceClass meaning, String status, String words) {
        assertEquals(meaning, BounceClass.of(new Attempt(Optional.empty(), Optional.empty(), words, status)));
    }
}
