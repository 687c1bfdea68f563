package org.posthorn.mailbox.imap.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.imap.wire.ResponseWriter;

/// When a client hears that its command is under way (RFC 9585).
class ProgressTest {
    private static final long AT_ONCE = 0;
    private static final long AN_HOUR = Duration.ofHours(1).toNanos();

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new ResponseWriter(sent));

    private String toldAfter(long nanos) {
        try {
            sent.reset();
            progress.tell(nanos);
            return sent.toString(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyWorkThatTakesLongIsToldOf() {
        progress.begins("a1");
        assertEquals("", toldAfter(AT_ONCE));
        var told = progress.during(() -> toldAfter(AN_HOUR) + toldAfter(AT_ONCE));
        assertEquals("* OK [INPROGRESS (\"a1\" NIL NIL)] Still working\r\n", told);
        assertEquals("", toldAfter(AT_ONCE));
        assertFalse(progress.isDue(AT_ONCE));
    }
}
