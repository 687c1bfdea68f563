package org.posthorn.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.events.Topics;
import org.posthorn.events.Verdict;
import org.posthorn.events.api.DoctorApi;
import org.posthorn.events.api.EvidenceApi;
import org.posthorn.events.api.ListApi;
import org.posthorn.events.api.QuarantineApi;
import org.posthorn.events.api.RulesApi;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// What administrators ask of the service and see of its work.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyConsoleTest {
    private static final AccountId BOB = new AccountId(2);
    private static final String LETTER = "From: a@elsewhere.test\nSubject: Hello\n\nHello\n";

    private PolicyWorld world;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database, @TempDir Path directory) {
        world = new PolicyWorld(kafka, database, directory);
        world.publishDirectory();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void whoIsReleasedAndAllowedIsNotHeldAgain() {
        var id = world.acceptFrom("192.0.2.9", "newsletter@elsewhere.test", PolicyWorld.GTUBE, "bob@example.com");
        eventually(
                "held",
                () -> world.held("?query=").stream()
                        .anyMatch(one -> one.message().equals(id)));
        var bobs = new QuarantineApi.Order(Optional.of(BOB), "bob@example.com");
        assertEquals(403, refused(() -> world.change(id, "allow", bobs)));

        assertEquals(1, world.change(id, "allow", new QuarantineApi.Order(Optional.empty(), "an admin")));

        assertEquals(BOB, world.local(id, 1).getFirst().account());
        var next = world.acceptFrom("192.0.2.9", "newsletter@elsewhere.test", PolicyWorld.GTUBE, "bob@example.com");
        assertEquals(BOB, world.local(next, 1).getFirst().account());
        var checked =
                world.client().get("/internal/v1/lists/check?sender=newsletter@elsewhere.test", ListApi.Checked.class);
        assertEquals("an admin", checked.allows().getFirst().by());
    }

    @Test
    void whatIsKnownOfAClientIsNotedInTheJudgement() {
        var id = world.acceptFrom("192.0.2.77", "a@elsewhere.test", LETTER, "bob@example.com");

        var judged = world.written(Topics.MAIL_JUDGED, 1, j -> j.messageId().equals(id))
                .getFirst()
                .event()
                .data();

        var noted = judged.evidence().stream()
                .filter(fact -> fact.method().equals("dnsbl"))
                .findFirst()
                .orElseThrow();
        assertEquals("192.0.2.77 is on the list zen.example (127.0.0.4).", noted.detail());
        assertInstanceOf(Verdict.Deliver.class, judged.verdict());
    }

    @Test
    void rulesOfADomainAreSetShownAndTakenAway() {
        var rules = "/internal/v1/rules/";
        assertEquals(404, refused(() -> world.client().get(rules + "example.com", RulesApi.Rules.class)));
        world.client().put(rules + "*", new RulesApi.NewRules(true, "an admin"));
        world.client().put(rules + "Example.COM", new RulesApi.NewRules(false, "an admin"));
        assertFalse(
                world.client().get(rules + "example.com", RulesApi.Rules.class).rejectInSession());
        world.client().delete(rules + "example.com");
        assertEquals(404, refused(() -> world.client().delete(rules + "example.com")));
        assertEquals(400, refused(() -> world.client().put(rules + "no%20domain", new RulesApi.NewRules(true, "x"))));
        assertTrue(world.client().get(rules + "*", RulesApi.Rules.class).rejectInSession());
    }

    @Test
    void theDoctorLooksAtADomain() {
        var report = world.client().get("/internal/v1/doctor/Example.COM", DoctorApi.DomainReport.class);
        assertFalse(report.findings().isEmpty());
        assertEquals(
                400,
                refused(() -> world.client().get("/internal/v1/doctor/no%20domain", DoctorApi.DomainReport.class)));
    }

    @Test
    void theEvidenceAboutAMessageAtHandIsShown() {
        var octets = "From: ceo@bank.example\r\n\r\nPay.\r\n".getBytes(UTF_8);
        var checked = world.client()
                .postBytes(
                        "/internal/v1/evidence?ip=192.0.2.1&from=a@bank.example",
                        "application/octet-stream",
                        octets,
                        EvidenceApi.Checked.class);
        assertTrue(checked.field().contains("dmarc=fail (p=reject"), checked.field());
        assertEquals("spf", checked.facts().getFirst().method());
        assertEquals("fail", checked.facts().getFirst().result());
    }

    private static int refused(Executable call) {
        return assertThrows(ServiceError.Refused.class, call).status();
    }
}
