package org.posthorn.delivery.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.posthorn.mail.message.MessageDate;

/// A report as a message (RFC 8460 §5.3): a sentence for people and the compressed JSON.
final class TlsReportMail {
    private static final String CRLF = "\r\n";

    private TlsReportMail() {}

    static byte[] of(TlsReport report, String to, Instant now) {
        var boundary = "=_tlsrpt_" + Integer.toHexString(report.id().hashCode());
        var file = report.fileName() + ".gz";
        var text = """
                Date: %s
                From: TLS reports <%s>
                To: <%s>
                Subject: Report Domain: %s Submitter: %s Report-ID: <%s>
                Message-ID: <tls.%s>
                TLS-Report-Domain: %s
                TLS-Report-Submitter: %s
                TLS-Required: No
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type="tlsrpt";
                \tboundary="%s"

                --%s
                Content-Type: text/plain; charset=us-ascii

                How TLS went on %s with the mail servers of %s, as %s saw it (RFC 8460).

                --%s
                Content-Type: application/tlsrpt+gzip
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename="%s"

                %s
                --%s--
                """.formatted(
                        MessageDate.format(now.atOffset(ZoneOffset.UTC)),
                        report.contact(),
                        to,
                        report.domain(),
                        report.organization(),
                        report.id(),
                        report.id(),
                        report.domain(),
                        report.organization(),
                        boundary,
                        boundary,
                        report.day(),
                        report.domain(),
                        report.organization(),
                        boundary,
                        file,
                        Base64.getMimeEncoder().encodeToString(compressed(report.json())),
                        boundary);
        return text.replace("\r\n", "\n").replace("\n", CRLF).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] compressed(String json) {
        var octets = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(octets)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }
}
