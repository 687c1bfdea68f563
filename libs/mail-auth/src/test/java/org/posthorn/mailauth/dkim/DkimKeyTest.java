package org.posthorn.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DkimKeyTest {

    /// RFC 8463 §A.2.
    @Test
    void theKeyOfTheRfcPublishesItsRecord() {
        var key = DkimKey.ofPem("football.example.com", "brisbane", """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
                -----END PRIVATE KEY-----
                """);

        assertEquals("brisbane._domainkey.football.example.com", key.dnsName());
        assertEquals("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", key.dnsText());
    }

    @Test
    void aLongRecordIsCutForTheZoneFile() {
        var key = DkimKey.generateRsa("example.com", "default");

        var strings = Pattern.compile("\"([^\"]*)\"")
                .matcher(key.zoneLine())
                .results()
                .map(match -> match.group(1))
                .toList();

        assertTrue(key.zoneLine().startsWith("default._domainkey.example.com. IN TXT ("));
        assertEquals(key.dnsText(), String.join("", strings));
        assertTrue(strings.size() == 2 && strings.stream().allMatch(string -> string.length() <= 255));
    }

    @Test
    void aKeyNeverPrintsItsPrivateHalf() {
        var key = DkimKey.generateEd25519("example.com", "s");

        assertEquals("ed25519-sha256 key s._domainkey.example.com", key.toString());
        assertFalse(key.toString().contains(key.toPem()));
    }

    @Test
    void whatIsNoKeyIsExplained() {
        var empty = assertThrows(IllegalArgumentException.class, () -> DkimKey.ofPem("d", "s", "hello"));
        var encrypted = assertThrows(
                IllegalArgumentException.class,
                () -> DkimKey.ofPem("d", "s", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n"));

        assertTrue(String.valueOf(empty.getMessage()).contains("no PEM private key"));
        assertTrue(String.valueOf(encrypted.getMessage()).contains("encrypted"));
    }
}
