package org.posthorn.gateway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import org.posthorn.events.api.PolicyApi.DkimKey;
import org.posthorn.events.api.PolicyApi.NewDkimKey;
import org.posthorn.runtime.http.ServiceClient;

/// Signing keys, asked of policy-service.
public final class PolicyClient {
    private static final String DKIM = "/internal/v1/dkim";
    private static final TypeReference<List<DkimKey>> KEYS = new TypeReference<>() {};

    private final ServiceClient policy;

    public PolicyClient(ServiceClient policy) {
        this.policy = policy;
    }

    public List<DkimKey> keys(String domain) {
        return policy.get(DKIM + "?domain=" + ServiceClient.escape(domain), KEYS);
    }

    public List<DkimKey> generate(NewDkimKey key) {
        return List.of(policy.post(DKIM, key, DkimKey[].class));
    }

    public void delete(String domain, String selector) {
        policy.delete(DKIM + "/" + ServiceClient.escape(domain) + "/" + ServiceClient.escape(selector));
    }
}
