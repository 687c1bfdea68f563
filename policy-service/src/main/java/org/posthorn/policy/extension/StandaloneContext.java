package org.posthorn.policy.extension;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.mailet.HostAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.jspecify.annotations.Nullable;
import org.posthorn.policy.route.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What mailets may ask of the server: who is local, and a log. They send nothing by themselves: the step may run more
/// than once for a message, and what it sent would be there more than once. Thread-safe.
@SuppressWarnings({"deprecation", "InlineMeSuggester"}) // the interface is as it is
final class StandaloneContext implements MailetContext {
    private static final Logger LOG = LoggerFactory.getLogger("org.posthorn.policy.extension");
    private static final String SENDS_NOTHING =
            "Mailets here send nothing by themselves, since they may run more than once: add a recipient instead.";

    private final Directory directory;
    private final String postmaster;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    /// @param postmaster an address
    StandaloneContext(Directory directory, String postmaster) {
        this.directory = directory;
        this.postmaster = postmaster;
    }

    @Override
    public int getMajorVersion() {
        return 3;
    }

    @Override
    public int getMinorVersion() {
        return 9;
    }

    @Override
    public String getServerInfo() {
        return "Posthorn";
    }

    @Override
    public Iterator<String> getAttributeNames() {
        return Collections.unmodifiableSet(attributes.keySet()).iterator();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    @Deprecated
    public void log(String message) {
        LOG.info("mailet: {}", message);
    }

    @Override
    @Deprecated
    public void log(String message, Throwable cause) {
        LOG.warn("mailet: {}", message, cause);
    }

    @Override
    @Deprecated
    public void log(LogLevel level, String message) {
        LOG.info("mailet: {} {}", level, message);
    }

    @Override
    @Deprecated
    public void log(LogLevel level, String message, Throwable cause) {
        LOG.warn("mailet: {} {}", level, message, cause);
    }

    @Override
    public Logger getLogger() {
        return LOG;
    }

    @Override
    public MailAddress getPostmaster() {
        return MailAddress.getMailSender(postmaster);
    }

    @Override
    public boolean isLocalServer(Domain domain) {
        return directory.serves(domain.asString());
    }

    @Override
    @Deprecated
    public boolean isLocalUser(String account) {
        return directory.at(account).isPresent();
    }

    @Override
    public boolean isLocalEmail(MailAddress address) {
        return directory
                .at(address.asString().toLowerCase(java.util.Locale.ROOT))
                .isPresent();
    }

    @Override
    public Collection<String> getMailServers(Domain domain) {
        return List.of();
    }

    @Override
    @Deprecated
    public Iterator<HostAddress> getSMTPHostAddresses(Domain domain) {
        return Collections.emptyIterator();
    }

    @Override
    public List<String> dnsLookup(String name, RecordType type) {
        return List.of();
    }

    @Override
    public void sendMail(MimeMessage message) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void sendMail(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message)
            throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void sendMail(MailAddress sender, Collection<MailAddress> recipients, MimeMessage message, String state)
            throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void sendMail(Mail mail) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void sendMail(Mail mail, long delay, TimeUnit unit) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void sendMail(Mail mail, String state) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void sendMail(Mail mail, String state, long delay, TimeUnit unit) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void bounce(Mail mail, String message) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }

    @Override
    public void bounce(Mail mail, String message, MailAddress bouncer) throws MessagingException {
        throw new MessagingException(SENDS_NOTHING);
    }
}
