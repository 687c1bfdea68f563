package org.example.mailets;

import jakarta.mail.MessagingException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.Matcher;
import org.apache.mailet.MatcherConfig;
import org.jspecify.annotations.Nullable;

/// Matches all recipients of a message whose Subject has the condition in it.
public final class SubjectContains implements Matcher {
    private @Nullable MatcherConfig config;
    private String wanted = "";

    @Override
    public void init(MatcherConfig given) throws MessagingException {
        config = given;
        wanted = given.getCondition().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            throw new MessagingException("say which text: SubjectContains=text");
        }
    }

    @Override
    public Collection<MailAddress> match(Mail mail) throws MessagingException {
        var subject = mail.getMessage().getSubject();
        return subject != null && subject.toLowerCase(Locale.ROOT).contains(wanted) ? mail.getRecipients() : List.of();
    }

    @Override
    public void destroy() {
        // it holds nothing
    }

    @Override
    public MatcherConfig getMatcherConfig() {
        return Objects.requireNonNull(config);
    }

    @Override
    public String getMatcherInfo() {
        return "SubjectContains";
    }
}
