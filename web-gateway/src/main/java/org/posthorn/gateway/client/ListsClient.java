package org.posthorn.gateway.client;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import org.posthorn.events.api.ListApi.Checked;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.http.ServiceClient;

/// The blocklist and the allowlist, asked of policy-service.
public final class ListsClient {
    private static final String LISTS = "/internal/v1/lists/";
    private static final TypeReference<Page<Entry>> PAGE = new TypeReference<>() {};

    private final ServiceClient policy;

    public ListsClient(ServiceClient policy) {
        this.policy = policy;
    }

    public Page<Entry> page(String list, String cursor, String query, int limit) {
        return policy.get(
                LISTS + list + "?limit=" + limit + "&query=" + escape(query) + "&cursor=" + escape(cursor), PAGE);
    }

    public Entry add(String list, NewEntry entry) {
        return policy.post(LISTS + list, entry, Entry.class);
    }

    public void remove(String list, String subject) {
        policy.delete(LISTS + list + "?subject=" + escape(subject));
    }

    public Checked check(String sender, String ip) {
        return policy.get(LISTS + "check?sender=" + escape(sender) + "&ip=" + escape(ip), Checked.class);
    }
}
