package org.posthorn.policy.extension;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.PerRecipientHeaders;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Client;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Recipient;

/// A message in the hands of mailets. Not safe for use by several threads.
@SuppressWarnings({"InlineMeSuggester", "JavaUtilDate"}) // the interface is as it is
final class ExtendedMail implements Mail {
    private static final long serialVersionUID = 1;
    private static final String NO_HEADERS_OF_THEIR_OWN = "A message is the same for all recipients.";

    private final transient Map<AttributeName, Attribute> attributes = new LinkedHashMap<>();
    private final String remoteHost;
    private final String remoteAddress;
    private final transient @Nullable MailAddress sender;
    private transient MimeMessage message;
    private transient List<MailAddress> recipients;
    private String name;
    private String state = StageFile.ROOT;
    private @Nullable String errorMessage;
    private Date lastUpdated;

    private ExtendedMail(MessageAccepted accepted, MimeMessage message) throws AddressException {
        this.name = accepted.messageId().value();
        this.message = message;
        this.sender = MaybeSender.getMailSender(accepted.envelope().reversePath())
                .asOptional()
                .orElse(null);
        this.recipients = new ArrayList<>();
        for (var recipient : accepted.envelope().recipients()) {
            recipients.add(new MailAddress(recipient.address()));
        }
        this.remoteHost = accepted.client().map(Client::helo).orElse("localhost");
        this.remoteAddress = accepted.client().map(Client::ip).orElse("127.0.0.1");
        this.lastUpdated = Date.from(accepted.acceptedAt());
    }

    static ExtendedMail of(MessageAccepted accepted, byte[] octets) throws MessagingException {
        var session = Session.getInstance(new Properties());
        return new ExtendedMail(accepted, new MimeMessage(session, new ByteArrayInputStream(octets)));
    }

    /// The message as it is now.
    byte[] octets() throws MessagingException, IOException {
        var out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    /// The envelope's recipients as they are now; what a client asked for one that stayed is kept.
    List<Recipient> recipients(List<Recipient> accepted) {
        var now = new ArrayList<Recipient>();
        for (var recipient : recipients) {
            var address = recipient.asString();
            now.add(accepted.stream()
                    .filter(known -> known.address().equalsIgnoreCase(address))
                    .findFirst()
                    .orElseGet(() -> Recipient.of(address)));
        }
        return List.copyOf(new java.util.LinkedHashSet<>(now));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public void setName(String given) {
        name = given;
    }

    @Override
    public MimeMessage getMessage() {
        return message;
    }

    @Override
    public void setMessage(MimeMessage given) {
        message = given;
    }

    @Override
    public Collection<MailAddress> getRecipients() {
        return List.copyOf(recipients);
    }

    @Override
    public void setRecipients(Collection<MailAddress> given) {
        recipients = new ArrayList<>(given);
    }

    @Override
    @Deprecated
    public @Nullable MailAddress getSender() {
        return sender;
    }

    @Override
    public MaybeSender getMaybeSender() {
        return MaybeSender.of(sender);
    }

    @Override
    public Mail duplicate() throws MessagingException {
        throw new MessagingException("A message is not taken apart: change its recipients instead.");
    }

    @Override
    public String getState() {
        return state;
    }

    @Override
    public void setState(String given) {
        state = given;
    }

    @Override
    public String getRemoteHost() {
        return remoteHost;
    }

    @Override
    public String getRemoteAddr() {
        return remoteAddress;
    }

    @Override
    public @Nullable String getErrorMessage() {
        return errorMessage;
    }

    @Override
    public void setErrorMessage(String given) {
        errorMessage = given;
    }

    @Override
    public Stream<Attribute> attributes() {
        return attributes.values().stream();
    }

    @Override
    public Stream<AttributeName> attributeNames() {
        return attributes.keySet().stream();
    }

    @Override
    @Deprecated
    public Iterator<String> getAttributeNames() {
        return attributeNames().map(AttributeName::asString).iterator();
    }

    @Override
    @Deprecated
    public @Nullable Serializable getAttribute(String key) {
        return getAttribute(AttributeName.of(key))
                .map(found -> (Serializable) found.getValue().value())
                .orElse(null);
    }

    @Override
    public Optional<Attribute> getAttribute(AttributeName key) {
        return Optional.ofNullable(attributes.get(key));
    }

    @Override
    public boolean hasAttributes() {
        return !attributes.isEmpty();
    }

    @Override
    @Deprecated
    public @Nullable Serializable removeAttribute(String key) {
        return removeAttribute(AttributeName.of(key))
                .map(gone -> (Serializable) gone.getValue().value())
                .orElse(null);
    }

    @Override
    public Optional<Attribute> removeAttribute(AttributeName key) {
        return Optional.ofNullable(attributes.remove(key));
    }

    @Override
    public void removeAllAttributes() {
        attributes.clear();
    }

    @Override
    @Deprecated
    public @Nullable Serializable setAttribute(String key, Serializable value) {
        return setAttribute(new Attribute(AttributeName.of(key), AttributeValue.ofAny(value)))
                .map(before -> (Serializable) before.getValue().value())
                .orElse(null);
    }

    @Override
    public Optional<Attribute> setAttribute(Attribute attribute) {
        return Optional.ofNullable(attributes.put(attribute.getName(), attribute));
    }

    @Override
    public void addSpecificHeaderForRecipient(PerRecipientHeaders.Header header, MailAddress recipient) {
        throw new UnsupportedOperationException(NO_HEADERS_OF_THEIR_OWN);
    }

    @Override
    public PerRecipientHeaders getPerRecipientSpecificHeaders() {
        return new PerRecipientHeaders();
    }

    @Override
    public long getMessageSize() throws MessagingException {
        try {
            return octets().length;
        } catch (IOException e) {
            throw new MessagingException("the message cannot be written", e);
        }
    }

    @Override
    public Date getLastUpdated() {
        return (Date) lastUpdated.clone();
    }

    @Override
    public void setLastUpdated(Date given) {
        lastUpdated = (Date) given.clone();
    }
}
