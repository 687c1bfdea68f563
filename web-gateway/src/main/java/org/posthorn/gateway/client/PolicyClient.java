package org.posthorn.gateway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.api.DoctorApi.DomainReport;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.PolicyApi.DkimCheck;
import org.posthorn.events.api.PolicyApi.DkimKey;
import org.posthorn.events.api.PolicyApi.DkimRotation;
import org.posthorn.events.api.PolicyApi.NewDkimKey;
import org.posthorn.events.api.RulesApi.NewRules;
import org.posthorn.events.api.RulesApi.Rules;
import org.posthorn.events.api.SuppressionApi.NewSuppression;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.runtime.http.ServiceClient;

/// Signing keys and the suppression list, asked of policy-service.
public final class PolicyClient {
    private static final String DKIM = "/internal/v1/dkim";
    private static final String RULES = "/internal/v1/rules/";
    private static final String SUPPRESSIONS = "/internal/v1/suppressions";
    private static final TypeReference<List<DkimKey>> KEYS = new TypeReference<>() {};
    private static final TypeReference<Page<Suppression>> SUPPRESSION_PAGE = new TypeReference<>() {};
    private static final TypeReference<List<DkimCheck>> CHECKS = new TypeReference<>() {};

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

    /// @param address a part of it
    public Page<Suppression> suppressions(Optional<String> cursor, int limit, String address) {
        return policy.get(
                SUPPRESSIONS + "?limit=" + limit
                        + cursor.map(at -> "&cursor=" + ServiceClient.escape(at))
                                .orElse("")
                        + (address.isEmpty() ? "" : "&address=" + ServiceClient.escape(address)),
                SUPPRESSION_PAGE);
    }

    public Suppression suppress(NewSuppression suppression) {
        return policy.post(SUPPRESSIONS, suppression, Suppression.class);
    }

    public void unsuppress(String domain, String address) {
        policy.delete(SUPPRESSIONS + "/" + ServiceClient.escape(domain) + "/" + ServiceClient.escape(address));
    }

    /// New keys that sign once the DNS has their records.
    public List<DkimKey> rotate(DkimRotation rotation) {
        return List.of(policy.post(DKIM + "/rotate", rotation, DkimKey[].class));
    }

    /// Makes a key sign now.
    public void activate(String domain, String selector) {
        policy.post(
                DKIM + "/" + ServiceClient.escape(domain) + "/" + ServiceClient.escape(selector) + "/activate",
                Map.of());
    }

    /// Whether forgeries are refused in the session for a domain; nothing where it has no rules of its own.
    public Optional<Boolean> rejectsInSession(String domain) {
        return policy.find(RULES + ServiceClient.escape(domain), Rules.class).map(Rules::rejectInSession);
    }

    public void setRules(String domain, NewRules rules) {
        policy.put(RULES + ServiceClient.escape(domain), rules);
    }

    /// What the DNS has of each key.
    public List<DkimCheck> check(String domain) {
        return policy.get(DKIM + "/check?domain=" + ServiceClient.escape(domain), CHECKS);
    }

    /// How others see a domain; asks the DNS, which takes a moment.
    public DomainReport doctor(String domain) {
        return policy.get("/internal/v1/doctor/" + ServiceClient.escape(domain), DomainReport.class);
    }

    public void delete(String domain, String selector) {
        policy.delete(DKIM + "/" + ServiceClient.escape(domain) + "/" + ServiceClient.escape(selector));
    }
}
