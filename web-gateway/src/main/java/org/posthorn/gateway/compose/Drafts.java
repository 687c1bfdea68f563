package org.posthorn.gateway.compose;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.page.FileName;
import org.posthorn.gateway.page.Form.Upload;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.settings.MailSettings;

/// Drafts: kept in the folder Drafts as whole messages, each save in place of the one before, so that any mail client
/// can go on with them. Attachments live in the draft itself.
public final class Drafts {
    private final MailClient mail;
    private final AccountsClient accounts;
    private final MailSettings settings;
    private final InstantSource clock;

    public Drafts(MailClient mail, AccountsClient accounts, MailSettings settings, InstantSource clock) {
        this.mail = mail;
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
    }

    /// A draft with what keeps it from being sent.
    record ReadDraft(Draft draft, List<String> mistakes) {}

    ReadDraft read(Session session, ComposeForm form, List<Upload> uploads) {
        var fields = form.fields();
        var mistakes = new ArrayList<String>();
        var to = people(fields.to(), session, mistakes);
        var cc = people(fields.cc(), session, mistakes);
        var bcc = people(fields.bcc(), session, mistakes);
        var attachments = new ArrayList<Draft.Attachment>();
        for (var reference : fields.keep()) {
            attachments.add(kept(session, reference));
        }
        uploads.forEach(upload -> attachments.add(new Draft.Attachment(
                FileName.of(upload.fileName(), "attachment"), upload.contentType(), upload.content())));
        requireRoom(attachments);
        var draft = new Draft(
                from(session, form.from()),
                to,
                cc,
                bcc,
                fields.subject(),
                fields.text(),
                fields.html(),
                clock.instant(),
                "<" + UUID.randomUUID() + "@" + session.domain() + ">",
                fields.inReplyTo(),
                fields.references(),
                attachments);
        return new ReadDraft(draft, mistakes);
    }

    /// Base64 makes a third more; a little is left for the text.
    private void requireRoom(List<Draft.Attachment> attachments) {
        long octets =
                attachments.stream().mapToLong(each -> each.content().length).sum();
        if (octets * 137 / 100 > settings.maxMessageSize().bytes()) {
            throw Refusal.tooLarge("The attachments are too large together: " + Amount.of(octets)
                    + ", and a message can carry about " + limit() + ".");
        }
    }

    /// How large attachments can be together.
    String limit() {
        return Amount.of(most());
    }

    /// The same in octets.
    long most() {
        return settings.maxMessageSize().bytes() * 100 / 137;
    }

    /// Saves it in place of what it was saved as before.
    ComposeForm save(Session session, ComposeForm form, List<Upload> uploads) {
        var draft = read(session, form, uploads).draft();
        var id = mail.saveDraft(session.account(), MessageWriter.write(draft), form.draftId())
                .id();
        var keep = draft.attachments().isEmpty()
                ? List.<String>of()
                : mail.message(session.account(), id).stream()
                        .flatMap(message -> message.parts().stream())
                        .map(part -> id + ":" + part.number())
                        .toList();
        return form.keeping(Long.toString(id), keep);
    }

    /// After it was sent: the draft goes, and the message that it answers is marked.
    void finish(Session session, ComposeForm form) {
        try {
            form.draftId().ifPresent(id -> mail.expunge(session.account(), List.of(id)));
            if (!form.reply().isEmpty()) {
                var flag = form.mode().equals("forward") ? "$Forwarded" : "\\Answered";
                mail.flag(
                        session.account(),
                        new FlagChange(List.of(Long.valueOf(form.reply())), List.of(flag), List.of()));
            }
        } catch (ServiceError e) {
            // the message is on its way; a draft that stays behind is no reason to say that it failed
            org.slf4j.LoggerFactory.getLogger(Drafts.class).warn("draft-left reason={}", e.getMessage());
        }
    }

    void discard(Session session, ComposeForm form) {
        form.draftId().ifPresent(id -> mail.expunge(session.account(), List.of(id)));
    }

    /// What the page says about attachments that are kept.
    List<ComposePage.Attached> attached(Session session, List<String> keep) {
        var attached = new ArrayList<ComposePage.Attached>();
        for (var reference : keep) {
            var at = Reference.of(reference);
            mail.message(session.account(), at.message()).stream()
                    .flatMap(message -> message.parts().stream())
                    .filter(part -> part.number().equals(at.part()))
                    .forEach(part -> attached.add(new ComposePage.Attached(
                            reference,
                            FileName.of(part.fileName().orElse(""), "attachment"),
                            Amount.of(part.size()),
                            "/m/" + at.message() + "/part/" + at.part())));
        }
        return attached;
    }

    private Draft.Attachment kept(Session session, String reference) {
        var at = Reference.of(reference);
        var part = mail.message(session.account(), at.message()).stream()
                .flatMap(message -> message.parts().stream())
                .filter(candidate -> candidate.number().equals(at.part()))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest("An attachment is gone. Attach it again."));
        return new Draft.Attachment(
                FileName.of(part.fileName().orElse(""), "attachment"),
                part.contentType(),
                mail.part(session.account(), at.message(), at.part()));
    }

    private Recipients.Person from(Session session, String wanted) {
        var address = session.addresses().stream()
                .filter(own -> own.equals(wanted.toLowerCase(Locale.ROOT)) && !own.startsWith("*@"))
                .findFirst()
                .orElse(session.address());
        Optional<String> name = Optional.empty();
        try {
            name = accounts.account(session.address()).map(Account::displayName);
        } catch (ServiceError.Failed | ServiceError.Refused e) {
            // a name is a nicety
        }
        return new Recipients.Person(name.orElse(""), MailboxAddress.of(address));
    }

    private static List<Recipients.Person> people(String typed, Session session, List<String> mistakes) {
        var read = Recipients.read(typed, session.domain());
        mistakes.addAll(read.mistakes());
        return read.people();
    }

    /// An attachment of a message of the same account: `message:part`.
    private record Reference(long message, String part) {
        static Reference of(String text) {
            if (!text.matches("[0-9]{1,18}:[0-9.]{1,40}")) {
                throw Refusal.badRequest("The form cannot be read.");
            }
            int colon = text.indexOf(':');
            return new Reference(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
        }
    }
}
