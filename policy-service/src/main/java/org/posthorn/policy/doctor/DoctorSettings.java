package org.posthorn.policy.doctor;

import java.util.List;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// How `mailctl doctor` and the page of a domain look at the DNS.
@Group(prefix = "doctor", doc = "What `mailctl doctor` asks.")
public record DoctorSettings(
        @Setting(
                value = "zen.spamhaus.org, bl.spamcop.net",
                doc =
                        "DNS block lists that are asked for our own addresses, at most 10. Some refuse to be asked through"
                                + " public resolvers.")
        List<String> blockLists) {}
