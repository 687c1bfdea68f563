package org.posthorn.policy.extension;

import java.util.Collection;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.Matcher;
import org.apache.mailet.MatcherConfig;

/// The matcher `All`, which every chain needs.
final class Everybody implements Matcher {
    static final String NAME = "All";

    private final MatcherConfig config;

    Everybody(MatcherConfig config) {
        this.config = config;
    }

    @Override
    public void init(MatcherConfig given) {
        // it has no condition
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        return mail.getRecipients();
    }

    @Override
    public void destroy() {
        // it holds nothing
    }

    @Override
    public MatcherConfig getMatcherConfig() {
        return config;
    }

    @Override
    public String getMatcherInfo() {
        return NAME;
    }
}
