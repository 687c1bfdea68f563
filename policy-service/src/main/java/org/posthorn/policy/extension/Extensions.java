package org.posthorn.policy.extension;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.MessageAccepted;
import org.posthorn.policy.extension.ExtensionSettings.OnFailure;
import org.posthorn.policy.route.Directory;

/// The step: sends a message through the processors of `mailets.xml`, on a thread of its own with a deadline. One that
/// hangs keeps its place among those that may run until it ends; when all places are taken so, messages fail without
/// being looked at. Thread-safe.
public final class Extensions {
    private static final int MOST_STATES = 10;

    private final Map<String, Stage> stages;
    private final ExtensionSettings settings;
    private final Semaphore places;

    private Extensions(Map<String, Stage> stages, ExtensionSettings settings) {
        this.stages = stages;
        this.settings = settings;
        this.places = new Semaphore(settings.concurrency());
    }

    /// Reads the directory; without one every message stays as it is.
    ///
    /// @param postmaster an address
    /// @throws org.posthorn.runtime.settings.SettingsRefused when it is not as it should be
    public static Extensions of(ExtensionSettings settings, Directory directory, String postmaster) {
        var context = new StandaloneContext(directory, postmaster);
        return new Extensions(
                settings.directory()
                        .map(place -> StageFactory.of(place, context))
                        .orElse(Map.of()),
                settings);
    }

    /// Whether there is anything to do.
    public boolean isThere() {
        return !stages.isEmpty();
    }

    /// Sends a message through.
    ///
    /// @param octets shared, not changed
    public Extended apply(MessageAccepted message, byte[] octets) {
        long deadline = System.nanoTime() + settings.deadline().toNanos();
        try {
            if (!places.tryAcquire(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                return failed("All places of the extensions are taken by messages that they do not end with.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("Interrupted while waiting for the extensions.");
        }
        var result = new CompletableFuture<Extended>();
        var thread = Thread.ofPlatform().daemon().name("extension").unstarted(() -> run(message, octets, result));
        thread.start();
        try {
            return result.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            return failed(
                    "The extensions were not done after " + settings.deadline().toMillis() + " ms.");
        } catch (ExecutionException e) {
            return failed("The extensions failed: " + e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return failed("Interrupted in the extensions.");
        }
    }

    private Extended.Failed failed(String reason) {
        return new Extended.Failed(reason, settings.onFailure() == OnFailure.PARK);
    }

    /// Whatever classes of others throw is a failure of theirs.
    @SuppressWarnings("CatchThrowable")
    private void run(MessageAccepted message, byte[] octets, CompletableFuture<Extended> result) {
        try {
            result.complete(through(message, octets));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        } finally {
            places.release();
        }
    }

    private Extended through(MessageAccepted message, byte[] octets) throws MessagingException, IOException {
        var mail = ExtendedMail.of(message, octets);
        var stage = stages.get(StageFile.ROOT);
        for (int step = 0; stage != null && step < MOST_STATES; step++) {
            stage = service(mail, stage);
        }
        if (stage != null) {
            throw new MessagingException("the message goes in a circle through its states, last " + stage.name());
        }
        return result(message, octets, mail);
    }

    /// One processor, to its end or to a mailet that sets another state.
    private @Nullable Stage service(ExtendedMail mail, Stage stage) throws MessagingException, IOException {
        for (var pair : stage.pairs()) {
            service(mail, pair);
            var state = mail.getState();
            if (state.equals(Mail.GHOST) || mail.getRecipients().isEmpty()) {
                mail.setRecipients(List.of());
                return null;
            }
            if (!state.equals(stage.name())) {
                var next = stages.get(state);
                if (next == null) {
                    throw new MessagingException(
                            pair.condition() + " sets the state " + state + ", which is no processor" + because(mail));
                }
                return next;
            }
        }
        return null;
    }

    private static String because(Mail mail) {
        var said = mail.getErrorMessage();
        return said == null ? "" : ": " + said;
    }

    private static void service(ExtendedMail mail, Stage.Pair pair) throws MessagingException, IOException {
        var all = mail.getRecipients();
        var matched = pair.matcher().match(mail);
        if (matched == null || matched.isEmpty()) {
            return;
        }
        if (matched.containsAll(all)) {
            pair.mailet().service(mail);
            return;
        }
        var state = mail.getState();
        byte[] before = mail.octets();
        mail.setRecipients(matched);
        pair.mailet().service(mail);
        if (!Arrays.equals(before, mail.octets())) {
            throw new MessagingException(
                    pair.condition() + " changes the content for some recipients only, which is not possible here");
        }
        boolean ended = mail.getState().equals(Mail.GHOST);
        var together = new ArrayList<MailAddress>(all);
        together.removeAll(matched);
        if (ended) {
            mail.setState(state);
        } else {
            together.addAll(mail.getRecipients());
        }
        mail.setRecipients(together);
    }

    private static Extended result(MessageAccepted message, byte[] octets, ExtendedMail mail)
            throws MessagingException, IOException {
        var accepted = message.envelope().recipients();
        var recipients = mail.recipients(accepted);
        byte[] now = recipients.isEmpty() ? octets : mail.octets();
        var content = Arrays.equals(octets, now) ? Optional.<byte[]>empty() : Optional.of(now);
        if (content.isEmpty() && recipients.equals(accepted)) {
            return new Extended.Unchanged();
        }
        var removed = accepted.stream()
                .filter(recipient -> !recipients.contains(recipient))
                .toList();
        return new Extended.Changed(content, recipients, removed);
    }
}
