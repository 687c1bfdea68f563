package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;

/// What nobody may set.
class ImapSettingsTest {
    @Test
    void progressWithoutAPauseIsRefused() {
        var refused = assertThrows(SettingsRefused.class, () -> Settings.of("imap.progress-interval=0s"));
        assertEquals("imap: progress-interval must be longer than 0.", refused.getMessage());
    }

    @Test
    void anUploadWithoutTimeIsRefused() {
        var refused = assertThrows(SettingsRefused.class, () -> Settings.of("imap.upload-timeout=0s"));
        assertEquals("imap: upload-timeout must be longer than 0.", refused.getMessage());
    }
}
