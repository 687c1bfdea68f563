package org.posthorn.mailctl.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.api.DoctorApi.Finding;

class ServiceLookTest {
    private static final String WELL = """
            # HELP posthorn_parked_records Records that were set aside and wait for an operator.
            # TYPE posthorn_parked_records gauge
            posthorn_parked_records{service="policy",topic="mail.accepted"} 0.0
            posthorn_loop_paused{loop="policy-service/mail.accepted",service="policy"} 0.0
            posthorn_loop_lag_seconds{loop="policy-service/mail.accepted",service="policy"} 1.5
            posthorn_view_loaded{service="policy",topic="directory"} 1.0
            posthorn_view_age_seconds{service="policy",topic="directory"} NaN
            posthorn_disk_free_bytes{directory="/data, with \\"quotes\\"",service="policy"} 9.0E9
            posthorn_disk_least_bytes{directory="/data, with \\"quotes\\"",service="policy"} 1.0E9
            process_files_max_files{service="policy"} 65536.0
            process_files_open_files{service="policy"} 100.0
            """;

    private static List<String> findings(String measured) {
        return ServiceLook.findings("policy-service", Measurements.parse(measured)).stream()
                .map(finding -> finding.severity() + " " + finding.check())
                .toList();
    }

    @Test
    void ofAServiceThatIsWellNothingIsSaid() {
        assertEquals(List.of(), findings(WELL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            posthorn_parked_records{topic="mail.accepted"} 2.0          | ERROR parked
            posthorn_loop_paused{loop="l"} 1.0                          | ERROR reader-waits
            posthorn_loop_lag_seconds{loop="l"} 301.0                   | WARNING reader-late
            posthorn_view_loaded{topic="directory"} 0.0                 | ERROR view-not-loaded
            posthorn_view_age_seconds{topic="directory"} 61.0           | WARNING view-old
            posthorn_outbox_age_seconds 61.0                            | WARNING outbox-old
            posthorn_ledger_missing 1.0                                 | ERROR books-missing
            posthorn_ledger_age_seconds 3601.0                          | WARNING books-old
            process_files_max_files 1024.0                              | WARNING open-files
            """)
    void eachLimitThatIsPassedIsFound(String line, String found) {
        assertEquals(List.of(found), findings(WELL + line + "\n"));
    }

    @Test
    void aDiskIsNamedWithItsRoom() {
        var full = WELL.replace("9.0E9", "5.0E8");
        var finding =
                ServiceLook.findings("policy-service", Measurements.parse(full)).getFirst();
        assertEquals("disk", finding.check());
        assertTrue(
                finding.seen().startsWith("policy-service: the disk of /data, with \\\"quotes\\\" has 477 MiB left;"),
                finding.seen());
    }

    @Test
    void clocksThatDisagreeAreFound() {
        var now = Instant.parse("2026-11-27T09:00:00Z");
        List<Finding> found = new ArrayList<>();
        DoctorCommand.clock(now, now.plusSeconds(7), now.plusSeconds(1), found);
        DoctorCommand.clock(now, now.plusSeconds(1), now.plusSeconds(1), found);
        assertEquals(
                List.of("clocks-apart", "clock"),
                found.stream().map(Finding::check).toList());
    }
}
