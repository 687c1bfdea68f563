package org.posthorn.delivery.source;

import java.util.List;
import java.util.Map;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// From which addresses mail leaves.
@Group(
        prefix = "sources",
        doc = "From which of our addresses mail leaves. Without any the system chooses the address, and EHLO says the"
                + " first `mail.hostname`.")
public record SourceSettings(
        @Setting(
                doc = "Source addresses by name: `mta1=203.0.113.5 2001:db8::5 helo:mta1.example.org`, and"
                        + " `warm-up:2026-12-01` where a new one begins slowly on that day (UTC). The name in `helo`"
                        + " must be the address's PTR record and resolve to it; without one it is the first"
                        + " `mail.hostname`.")
        Map<String, String> addresses,

        @Setting(
                doc =
                        "Pools of sources: `main=mta1 mta2,bulk=mta3`. A message leaves from one source of its pool; those"
                                + " that warm up are used first, up to what their day allows.")
        Map<String, String> pools,

        @Setting(
                doc = "The pool of each sender's domain (of the reverse-path): `news.example.org=bulk,*=main`."
                        + " `.example.org` is everything below it, `*` everything else and bounces.")
        Map<String, String> senders,

        @Setting(
                value = "50,100,500,1000,5000,10000,20000,40000,70000,100000",
                doc = "Messages from a source that warms up to one site on its first day, its second and so on, of all"
                        + " workers together; after the last day there is no limit.")
        List<Integer> warmUp) {
    public SourceSettings {
        // wrong settings are refused before anything starts
        Pools.of(addresses, pools, senders);
        new WarmUpPlan(warmUp);
    }

    public Pools sourcePools() {
        return Pools.of(addresses, pools, senders);
    }

    public WarmUpPlan plan() {
        return new WarmUpPlan(warmUp);
    }
}
