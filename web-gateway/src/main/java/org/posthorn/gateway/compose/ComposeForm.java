package org.posthorn.gateway.compose;

import java.util.List;
import java.util.Optional;
import org.posthorn.gateway.page.Form;
import org.posthorn.runtime.http.Refusal;

/// The compose form as it was submitted, or as it begins.
///
/// @param draft the draft it is saved as; empty before
/// @param key of this press of Send
/// @param reply the message that it answers or forwards; empty when none
/// @param from the address to send as
record ComposeForm(String draft, String key, String reply, String mode, String from, Prefill.Fields fields) {
    private static final int LONGEST_KEY = 64;

    static ComposeForm of(Form form) {
        var key = form.text("key");
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw Refusal.badRequest("The form has no key. Reload the page and try again.");
        }
        var references = form.text("references").strip();
        var html = form.has("html") ? Optional.of(ComposedHtml.clean(form.text("html"))) : Optional.<String>empty();
        var fields = new Prefill.Fields(
                form.text("to"),
                form.text("cc"),
                form.text("bcc"),
                form.text("subject"),
                html.map(HtmlText::of).orElse(form.text("text")),
                html,
                Optional.of(form.text("in-reply-to")).filter(ComposeForm::isId),
                references.isEmpty()
                        ? List.of()
                        : List.of(references.split("\\s+")).stream()
                                .filter(ComposeForm::isId)
                                .toList(),
                form.texts("keep"));
        return new ComposeForm(
                number(form.text("draft")),
                key,
                number(form.text("reply")),
                form.text("mode"),
                form.text("from"),
                fields);
    }

    /// RFC 5322 §3.6.4; nothing else may reach the header section.
    private static boolean isId(String text) {
        return text.length() > 4
                && text.length() < 990
                && text.startsWith("<")
                && text.endsWith(">")
                && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static String number(String text) {
        if (!text.isEmpty() && !text.matches("[0-9]{1,18}")) {
            throw Refusal.badRequest("The form cannot be read.");
        }
        return text;
    }

    Optional<Long> draftId() {
        return draft.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(draft));
    }

    ComposeForm without(String attachment) {
        return keeping(
                draft,
                fields.keep().stream().filter(kept -> !kept.equals(attachment)).toList());
    }

    ComposeForm keeping(String savedAs, List<String> keep) {
        return new ComposeForm(savedAs, key, reply, mode, from, fields.keeping(keep));
    }

    /// The same, formatted or plain.
    ComposeForm written(boolean formatted) {
        return new ComposeForm(draft, key, reply, mode, from, formatted ? fields.formatted() : fields.plain());
    }
}
