package org.posthorn.gateway.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.QuarantineApi.Detail;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.gateway.page.Templates;

class QuarantinePagesTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest(name = "admin {0}, dangerous {1}: Release is there {2}")
    @CsvSource({"false, false, true", "false, true, false", "true, false, true", "true, true, true"})
    void onlyAnAdministratorLetsGoWhatMayDoHarm(boolean admin, boolean dangerous, boolean release) {
        var place = new QuarantinePages.Place(admin ? "/admin/quarantine" : "/quarantine", admin, "token");
        var held = new Held(
                MessageId.of("01KJMB9W0G0000000000000000"),
                Optional.of("s@elsewhere.test"),
                Optional.of("Look"),
                "s@elsewhere.test",
                List.of("bob@localhost"),
                "ClamAV finds Worm.Test.",
                Optional.empty(),
                dangerous,
                100,
                AT,
                AT.plusSeconds(86_400));
        var detail = new Detail(held, "Subject: Look\r\n\r\n", "Look.", List.of());

        var page = QuarantinePages.One.of(place, detail, ZoneOffset.UTC);
        var html = new String(Templates.render("quarantine/one.jte", page), UTF_8);

        assertEquals(release, html.contains("value=\"release\""));
        assertEquals(!release, html.contains("only an administrator lets it go"));
    }
}
