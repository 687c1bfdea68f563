package org.posthorn.gateway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Optional;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QueueApi.Changed;
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

    public Page<QueuedRow> rows(Optional<String> cursor, int limit, String domain, String state) {
        var path = QUEUE + "?limit=" + limit
                + cursor.map(at -> "&cursor=" + ServiceClient.escape(at)).orElse("")
                + (domain.isEmpty() ? "" : "&domain=" + ServiceClient.escape(domain))
                + (state.isEmpty() ? "" : "&state=" + ServiceClient.escape(state));
        return delivery.get(path, new TypeReference<Page<QueuedRow>>() {});
    }

    public Summary summary() {
        return delivery.get(QUEUE + "/summary", Summary.class);
    }

    /// @param action `flush`, `hold`, `release` or `delete`
    public Changed act(String action, Selection selection) {
        return delivery.post(QUEUE + "/" + action, selection, Changed.class);
    }
}
