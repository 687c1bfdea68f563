package org.posthorn.gateway.client;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QuarantineApi.Changed;
import org.posthorn.events.api.QuarantineApi.Detail;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.events.api.QuarantineApi.Order;
import org.posthorn.runtime.http.ServiceClient;

/// Messages that are kept apart, asked of policy-service. Without an account it is for an admin.
public final class QuarantineClient {
    private static final String QUARANTINE = "/internal/v1/quarantine";
    private static final TypeReference<Page<Held>> PAGE = new TypeReference<>() {};

    private final ServiceClient policy;

    public QuarantineClient(ServiceClient policy) {
        this.policy = policy;
    }

    public Page<Held> page(Optional<AccountId> account, Optional<String> cursor, String query, int limit) {
        return policy.get(
                QUARANTINE + "?limit=" + limit + "&query=" + escape(query)
                        + account.map(id -> "&account=" + id).orElse("")
                        + cursor.map(text -> "&cursor=" + escape(text)).orElse(""),
                PAGE);
    }

    public Optional<Detail> one(Optional<AccountId> account, String message) {
        return policy.find(
                QUARANTINE + "/" + escape(message)
                        + account.map(id -> "?account=" + id).orElse(""),
                Detail.class);
    }

    /// @return for how many recipients
    public int release(String message, Order order) {
        return policy.post(QUARANTINE + "/" + escape(message) + "/release", order, Changed.class)
                .recipients();
    }

    /// Lets it go and puts its sender on the allowlist.
    ///
    /// @return for how many recipients
    public int allow(String message, Order order) {
        return policy.post(QUARANTINE + "/" + escape(message) + "/allow", order, Changed.class)
                .recipients();
    }

    /// @return for how many recipients
    public int delete(String message, Order order) {
        return policy.post(QUARANTINE + "/" + escape(message) + "/delete", order, Changed.class)
                .recipients();
    }
}
