package org.posthorn.mailctl.transfer;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.TransferApi.Added;
import org.posthorn.events.api.TransferApi.Keys;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.events.api.TransferApi.Restore;
import org.posthorn.events.api.TransferApi.Uid;
import org.posthorn.events.api.TransferApi.Uids;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.Frames;
import org.posthorn.runtime.http.Frames.Frame;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;

/// An account's mailbox as mailbox-service gives and takes it.
final class RemoteMailbox {
    private static final int STATES = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final TypeReference<List<MessageState>> LIST = new TypeReference<>() {};

    private final ServiceClient client;
    private final Account account;
    private final String base;

    private RemoteMailbox(ServiceClient client, Account account) {
        this.client = client.waiting(PATIENCE);
        this.account = account;
        this.base = "/internal/v1/accounts/" + account.id().value() + "/transfer/";
    }

    /// @throws Failure when there is no such account
    static RemoteMailbox of(ServiceClient client, String address) {
        try {
            return new RemoteMailbox(client, client.get("/internal/v1/accounts/" + escape(address), Account.class));
        } catch (ServiceError.Refused e) {
            throw e.status() == 404 ? new Failure("There is no account " + address + ".") : e;
        }
    }

    static RemoteMailbox of(ServiceClient client, Account account) {
        return new RemoteMailbox(client, account);
    }

    Account account() {
        return account;
    }

    Mailbox mailbox() {
        return client.get(base + "folders", Mailbox.class);
    }

    /// The next messages of a folder; none when it is gone.
    List<MessageState> states(long folder, long after) {
        try {
            return client.get(base + "folders/" + folder + "/messages?after=" + after + "&limit=" + STATES, LIST);
        } catch (ServiceError.Refused e) {
            if (e.status() == 404) {
                return List.of();
            }
            throw e;
        }
    }

    /// The octets of some messages; those that are gone meanwhile are missing.
    List<Frame<Uid>> octets(long folder, List<Long> uids) {
        return Frames.read(client.postForBytes(base + "folders/" + folder + "/octets", new Uids(uids)), Uid.class);
    }

    /// Those of the keys that were not imported yet.
    Set<String> unknown(List<String> keys) {
        var unknown = new HashSet<>(keys);
        client.post(base + "known", new Keys(keys), Keys.class).keys().forEach(unknown::remove);
        return unknown;
    }

    int add(String folder, List<Frame<NewMessage>> messages) {
        return client.postBytes(
                        base + "messages?folder=" + escape(folder),
                        Frames.MEDIA_TYPE,
                        Frames.write(messages),
                        Added.class)
                .added();
    }

    Mailbox beginRestore(String backup, Mailbox mailbox) {
        return client.post(base + "restore", new Restore(backup, mailbox), Mailbox.class);
    }

    int restore(long folder, List<Frame<MessageState>> messages) {
        return client.postBytes(
                        base + "restore/messages?folder=" + folder,
                        Frames.MEDIA_TYPE,
                        Frames.write(messages),
                        Added.class)
                .added();
    }

    Mailbox endRestore() {
        return client.post(base + "restore/end", "", Mailbox.class);
    }

    /// Asks for octets until all came that are still there.
    ///
    /// @param each takes a state with its octets, in the order in which they come
    void fetch(long folder, List<MessageState> wanted, Taker each) throws IOException {
        var left = new ArrayList<>(wanted);
        while (!left.isEmpty()) {
            var frames = octets(folder, left.stream().map(MessageState::uid).toList());
            if (frames.isEmpty()) {
                return;
            }
            var came = new HashMap<Long, byte[]>();
            frames.forEach(frame -> came.put(frame.head().uid(), frame.octets()));
            for (var state : List.copyOf(left)) {
                var octets = came.get(state.uid());
                if (octets != null) {
                    each.take(state, octets);
                    left.remove(state);
                }
            }
        }
    }

    /// Takes a message.
    interface Taker {
        void take(MessageState state, byte[] octets) throws IOException;
    }
}
