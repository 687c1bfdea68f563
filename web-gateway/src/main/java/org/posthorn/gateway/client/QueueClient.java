package org.posthorn.gateway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QueueApi.Changed;
import org.posthorn.events.api.QueueApi.Group;
import org.posthorn.events.api.QueueApi.Job;
import org.posthorn.events.api.QueueApi.NewJob;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.runtime.http.ServiceClient;

/// The outbound queue, asked of delivery-worker.
public final class QueueClient {
    private static final String QUEUE = "/internal/v1/queue";

    private final ServiceClient delivery;

    public QueueClient(ServiceClient delivery) {
        this.delivery = delivery;
    }

    /// What a filter shows; empty parts do not filter.
    public record Filter(String domain, String sender, String site, String state) {
        /// As part of an address, with `&` before each.
        public String query() {
            return part("domain", domain) + part("sender", sender) + part("site", site) + part("state", state);
        }

        private static String part(String name, String value) {
            return value.isEmpty() ? "" : "&" + name + "=" + ServiceClient.escape(value);
        }
    }

    public Page<QueuedRow> rows(Optional<String> cursor, int limit, Filter filter) {
        var path = QUEUE + "?limit=" + limit
                + cursor.map(at -> "&cursor=" + ServiceClient.escape(at)).orElse("")
                + filter.query();
        return delivery.get(path, new TypeReference<Page<QueuedRow>>() {});
    }

    /// @param by `site`, `kind`, `age` or `state`
    public List<Group> groups(String by) {
        return delivery.get(QUEUE + "/groups?by=" + by, new TypeReference<List<Group>>() {});
    }

    public Changed count(Selection selection) {
        return delivery.post(QUEUE + "/count", selection, Changed.class);
    }

    public Job begin(NewJob job) {
        return delivery.post(QUEUE + "/jobs", job, Job.class);
    }

    public Job job(long id) {
        return delivery.get(QUEUE + "/jobs/" + id, Job.class);
    }

    public Summary summary() {
        return delivery.get(QUEUE + "/summary", Summary.class);
    }

    /// @param action `flush`, `hold`, `release`, `requeue` or `delete`
    public Changed act(String action, Selection selection) {
        return delivery.post(QUEUE + "/" + action, selection, Changed.class);
    }
}
