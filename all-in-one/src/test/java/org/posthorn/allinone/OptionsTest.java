package org.posthorn.allinone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.embedded.CannotStart;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.SettingsRefused;

/// What the command line of `up` means, and what is said of it when it means nothing.
class OptionsTest {
    @TempDir
    Path directory;

    private static Options parse(String... arguments) {
        return Options.parse(arguments, Map.of("POSTHORN_HOME", "/opt/posthorn"));
    }

    @Test
    void anOptionTakesItsValueInBothWays() {
        assertEquals(Path.of("/srv/mail"), parse("--data", "/srv/mail").data());
        assertEquals(Path.of("/srv/mail"), parse("--data=/srv/mail").data());
        assertEquals(Optional.of("broker:9092"), parse("--kafka=broker:9092").kafka());
        assertEquals(List.of("--smtp.port=2600"), parse("--smtp.port=2600").overrides());
        assertEquals(Path.of("/opt/posthorn/data"), parse().data());
        assertEquals(Path.of("/opt/posthorn/data-bench"), parse("--bench").data());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --dta X              | up has no option "--dta". Did you mean --data?
            --dta=X              | up has no option "--dta". Did you mean --data?
            -data=X              | up has no option "-data". Did you mean --data?
            --bnech              | up has no option "--bnech". Did you mean --bench?
            --postgress=X        | up has no option "--postgress". Did you mean --postgres?
            --mail.domian=x.test | up has no option "--mail.domian". Did you mean --mail.domain?
            --smtp-port=2600     | up has no option "--smtp-port". Did you mean --smtp.port?
            --unheard-of-thing   | up has no option "--unheard-of-thing". See ./posthorn help.
            data                 | up has no option "data". Did you mean --data?
            --data               | --data needs a value: --data=VALUE.
            --smtp.port          | --smtp.port needs a value: --smtp.port=VALUE.
            --bench=yes          | --bench takes no value.
            --postgres=somewhere | --postgres needs postgres://USER:PASSWORD@HOST:PORT/DATABASE.
            """)
    void whatIsNoOptionIsRefusedWithTheOneThatWasMeant(String line, String sentence) {
        var refused = assertThrows(CannotStart.class, () -> parse(line.split(" ")));
        assertEquals(sentence, refused.getMessage());
        assertEquals(2, refused.reason().exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --smtp.port=many        | smtp.port (the command line) cannot be "many": write a whole number.
            --http.timeout=5        | add the unit: ms, s, m, h or d
            --config=nowhere        | The configuration file nowhere cannot be read
            """)
    void aValueThatCannotBeUsedIsRefusedBeforeAnythingIsMade(String argument, String sentence) {
        var data = directory.resolve("data");
        var options = parse("--data=" + data, argument);
        var refused = assertThrows(SettingsRefused.class, () -> Arrangement.of(options, Map.of()));
        assertTrue(refused.getMessage() != null && refused.getMessage().contains(sentence), refused.toString());
        assertFalse(Files.exists(data));
    }

    @Test
    void aPortIsWantedOnce() {
        var options = parse("--data=" + directory, "--smtp.port=8080");
        var refused = assertThrows(CannotStart.class, () -> Arrangement.of(options, Map.of()));
        assertEquals(
                "Port 8080 is wanted for the web address and for mail from other servers;"
                        + " change --gateway.listen=:PORT or --smtp.port=PORT.",
                refused.getMessage());
    }

    @Test
    void theFileTheEnvironmentAndTheCommandLineOverrideOneAnother() throws Exception {
        var file = Files.writeString(directory.resolve("posthorn.properties"), "mail.domain=file.test\n");
        var fromFile = Arrangement.of(parse("--config=" + file), Map.of());
        var fromEnvironment = Arrangement.of(parse("--config=" + file), Map.of("MAIL_DOMAIN", "environment.test"));
        var fromCommandLine = Arrangement.of(
                parse("--config=" + file, "--mail.domain=line.test"), Map.of("MAIL_DOMAIN", "environment.test"));
        assertEquals("file.test", domain(fromFile));
        assertEquals("environment.test", domain(fromEnvironment));
        assertEquals("line.test", domain(fromCommandLine));
    }

    private static String domain(Arrangement arrangement) {
        return arrangement.settings().get(MailSettings.class).domain();
    }
}
