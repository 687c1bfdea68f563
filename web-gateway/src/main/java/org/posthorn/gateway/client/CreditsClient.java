package org.posthorn.gateway.client;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.CreditApi.Balance;
import org.posthorn.events.api.CreditApi.Line;
import org.posthorn.events.api.CreditApi.Order;
import org.posthorn.events.api.CreditApi.Price;
import org.posthorn.events.api.CreditApi.Verification;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.http.ServiceClient;

/// Credits, asked of policy-service. An account is an address or a number.
public final class CreditsClient {
    private static final String CREDITS = "/internal/v1/credits";
    private static final int PAGE = 1_000;

    /// The longest statement that is made into a file.
    private static final int MOST_LINES = 100_000;

    private static final TypeReference<Page<Balance>> BALANCES = new TypeReference<>() {};
    private static final TypeReference<Page<Line>> LINES = new TypeReference<>() {};
    private static final TypeReference<List<Price>> PRICES = new TypeReference<>() {};

    private final ServiceClient policy;

    public CreditsClient(ServiceClient policy) {
        this.policy = policy;
    }

    public Page<Balance> balances(Optional<String> cursor, boolean low, int limit) {
        return policy.get(
                CREDITS + "?low=" + low + "&limit=" + limit
                        + cursor.map(text -> "&cursor=" + escape(text)).orElse(""),
                BALANCES);
    }

    public Balance balance(String account) {
        return policy.get(path(account, ""), Balance.class);
    }

    public Page<Line> statement(String account, Optional<String> cursor, int limit) {
        return policy.get(
                path(account, "/statement?limit=" + limit)
                        + cursor.map(text -> "&cursor=" + escape(text)).orElse(""),
                LINES);
    }

    /// The whole statement, or its newest 100,000 lines.
    public List<Line> wholeStatement(String account) {
        var lines = new ArrayList<Line>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = statement(account, cursor, PAGE);
            lines.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && lines.size() < MOST_LINES);
        return lines;
    }

    public Balance add(String account, Order order) {
        return policy.post(path(account, "/add"), order, Balance.class);
    }

    public Balance adjust(String account, Order order) {
        return policy.post(path(account, "/adjust"), order, Balance.class);
    }

    public List<Price> prices() {
        return policy.get(CREDITS + "/prices", PRICES);
    }

    public void setPrice(Price price) {
        policy.put(CREDITS + "/prices/" + escape(price.domain()), price);
    }

    public void deletePrice(String domain) {
        policy.delete(CREDITS + "/prices/" + escape(domain));
    }

    public Verification verification() {
        return policy.get(CREDITS + "/verification", Verification.class);
    }

    private static String path(String account, String more) {
        return CREDITS + "/accounts/" + escape(account) + more;
    }
}
