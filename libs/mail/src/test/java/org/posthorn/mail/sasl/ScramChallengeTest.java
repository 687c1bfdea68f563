package org.posthorn.mail.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

/// The example of RFC 7677 §3: user `user`, password `pencil`.
class ScramChallengeTest {
    private static final String NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String WITHOUT_PROOF = "c=biws,r=rOprNGfwEbeRWgbNEkqO" + NONCE;
    private static final String PROOF = ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    private static ScramChallenge challenge() {
        var first = ClientFirst.parse("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        var keys = ScramKeys.of("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        var stored = ScramKeys.parse(keys.encoded()).orElseThrow();
        return new ScramChallenge(value(first), stored, NONCE);
    }

    private static ClientFirst value(Parsed<ClientFirst> parsed) {
        return switch (parsed) {
            case Parsed.Ok<ClientFirst>(var first) -> first;
            case Parsed.Malformed<ClientFirst>(var reason) -> throw new AssertionError(reason);
        };
    }

    @Test
    void theStandardsExampleIsKept() {
        var challenge = challenge();
        assertEquals("r=rOprNGfwEbeRWgbNEkqO" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", challenge.text());
        assertEquals(
                Optional.of("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
                challenge.answered(WITHOUT_PROOF + PROOF));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                WITHOUT_PROOF,
                WITHOUT_PROOF + ",p=",
                WITHOUT_PROOF + ",p=***",
                WITHOUT_PROOF + ",p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "c=eSws,r=rOprNGfwEbeRWgbNEkqO" + NONCE + PROOF,
                "c=biws,r=another" + NONCE + PROOF,
                WITHOUT_PROOF + ",x=y" + PROOF
            })
    void everyOtherAnswerIsRefused(String answer) {
        assertEquals(Optional.empty(), challenge().answered(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,",
                "n,,n=user",
                "n,,n=,r=abc",
                "n,,n=user,r=",
                "n,,n=us=er,r=abc",
                "n,,m=x,n=user,r=abc",
                "n,a=other,n=user,r=abc",
                "p=tls-unique,,n=user,r=abc"
            })
    void malformedFirstMessagesAreRefused(String first) {
        assertInstanceOf(Parsed.Malformed.class, ClientFirst.parse(first));
    }

    @Test
    void namesAreDecoded() {
        assertEquals("a,b=c", value(ClientFirst.parse("y,,n=a=2Cb=3Dc,r=abc")).user());
    }
}
