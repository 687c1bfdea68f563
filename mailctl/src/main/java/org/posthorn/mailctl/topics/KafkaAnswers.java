package org.posthorn.mailctl.topics;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.posthorn.mailctl.console.Failure;

/// Waits for what Kafka answers.
final class KafkaAnswers {
    private static final long PATIENCE_SECONDS = 30;

    private KafkaAnswers() {}

    static <T> T ask(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Failure("Kafka refuses: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        } catch (TimeoutException _) {
            throw new Failure("Kafka did not answer in " + PATIENCE_SECONDS + " seconds.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.");
        }
    }
}
