package org.posthorn.policy.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.mailauth.client.Dnsbl;
import org.posthorn.mailauth.client.HeloName;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.evidence.Evidence.Fact;
import org.posthorn.mailauth.evidence.SmtpClient;
import org.posthorn.runtime.settings.ClientCheckSettings;
import org.posthorn.runtime.settings.ClientCheckSettings.Check;

/// What is noted of a client: whether its name can be one, and which lists have its address. It decides nothing; its
/// reverse DNS is among the evidence anyway.
public final class ClientFacts {
    /// What is only noted must not hold up a judgement for long.
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final ClientCheckSettings settings;
    private final Dnsbl lists;
    private final String hostname;

    /// @param hostname our name
    public ClientFacts(ClientCheckSettings settings, Resolver resolver, String hostname) {
        this.settings = settings;
        this.lists = new Dnsbl(resolver, settings.zones());
        this.hostname = hostname;
    }

    List<Fact> of(SmtpClient client, Duration within) {
        long start = System.nanoTime();
        var facts = new ArrayList<Fact>();
        if (settings.helo() != Check.OFF) {
            HeloName.problem(client.helo(), hostname)
                    .ifPresent(problem ->
                            facts.add(new Fact("helo", "fail", "What the client calls itself " + problem + ".", 0)));
        }
        for (var listing : lists.of(client.address(), within.compareTo(LONGEST) < 0 ? within : LONGEST)) {
            var detail = client.address().getHostAddress() + " is on the list " + listing.zone() + " (" + listing.code()
                    + ").";
            facts.add(new Fact("dnsbl", "fail", detail, (System.nanoTime() - start) / 1_000));
        }
        return facts;
    }
}
