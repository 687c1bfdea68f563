package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.mailbox.listener.SessionFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last word of a session that we end: `BYE` and why (RFC 9051 §7.1.5).
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final byte[] FAILED = "* BYE Internal error\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_MEMORY =
            "* BYE [UNAVAILABLE] There is no memory for this, try again later\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ResponseWriter out;
    private final SessionFailures failures;
    private final String clientIp;

    Farewell(ResponseWriter out, SessionFailures failures, String clientIp) {
        this.out = out;
        this.failures = failures;
        this.clientIp = clientIp;
    }

    /// The client is to blame.
    void say(String reason) {
        say(("* BYE " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// We are. The octets are there already, since there may be no memory.
    void failed(Throwable fault) {
        if (fault instanceof OutOfMemoryError) {
            say(NO_MEMORY);
            failures.memory();
            LOG.error("session-out-of-memory client={}", clientIp, fault);
        } else {
            say(FAILED);
            failures.bug();
            LOG.error("session-failed client={}", clientIp, fault);
        }
    }

    private void say(byte[] line) {
        try {
            out.last(line);
        } catch (IOException e) {
            LOG.debug("farewell-failed client={} reason={}", clientIp, e.getMessage());
        }
    }
}
