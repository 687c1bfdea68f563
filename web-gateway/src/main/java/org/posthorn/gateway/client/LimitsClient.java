package org.posthorn.gateway.client;

import org.posthorn.events.api.LimitApi;
import org.posthorn.runtime.http.ServiceClient;

/// Limits and who does the most, asked of policy-service.
public final class LimitsClient {
    private static final String LIMITS = "/internal/v1/limits";

    private final ServiceClient policy;

    public LimitsClient(ServiceClient policy) {
        this.policy = policy;
    }

    public LimitApi.Overview overview(int top) {
        return policy.get(LIMITS + "?top=" + top, LimitApi.Overview.class);
    }

    public LimitApi.Own put(LimitApi.NewOwn wanted) {
        return policy.put(LIMITS, wanted, LimitApi.Own.class);
    }

    public void remove(String subject) {
        policy.delete(LIMITS + "?subject=" + ServiceClient.escape(subject));
    }
}
