package org.posthorn.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithBacking
@Timeout(120)
class BackingTest {
    @BeforeAll
    static void createTable(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE letter (text text)", "INSERT INTO letter VALUES ('here')");
    }

    @Test
    void allTestsOfAClassShareItsDatabase(TestDatabase database) throws Exception {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT text FROM letter")) {
            assertTrue(rows.next());
            assertEquals("here", rows.getString(1));
        }
    }

    @Test
    void topicsHaveTheClassesPrefix(TestKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var topic = new NewTopic(kafka.name("letters"), 1, (short) 1);
            admin.createTopics(List.of(topic)).all().get(60, SECONDS);
            Eventually.eventually(
                    "the topic is listed",
                    () -> admin.listTopics().names().get(60, SECONDS).contains(kafka.name("letters")));
        }
        assertTrue(kafka.name("letters").startsWith("backingtest-"));
    }

    @Test
    void theServersAreSharedByTheWholeJvm(Backing backing, TestKafka kafka) {
        assertEquals(kafka.bootstrapServers(), backing.bootstrapServers());
        assertNotNull(Backing.ofThisJvm().postgres());
    }
}
