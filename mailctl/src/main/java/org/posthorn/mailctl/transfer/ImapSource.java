package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.mail.imap.ModifiedUtf7;
import org.posthorn.mailctl.transfer.ImapTalk.Response;

/// Another IMAP server (RFC 3501). Folders are only examined, so nothing changes there. A message is known
/// by its UIDVALIDITY and UID.
final class ImapSource implements Source, AutoCloseable {
    private static final int AT_ONCE = 200;
    private static final long OCTETS = 4 << 20;
    private static final Pattern LIST =
            Pattern.compile("\\* LIST \\(([^)]*)\\) (NIL|\"(?:[^\"\\\\]|\\\\.)\") (.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d{1,10}) EXISTS", Pattern.CASE_INSENSITIVE);
    private static final Pattern VALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d{1,10})]", Pattern.CASE_INSENSITIVE);
    private static final Pattern MESSAGES = Pattern.compile("\\(MESSAGES (\\d{1,10})\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern UID = Pattern.compile("\\bUID (\\d{1,10})", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE = Pattern.compile("\\bRFC822\\.SIZE (\\d{1,18})", Pattern.CASE_INSENSITIVE);
    private static final Pattern FLAGS = Pattern.compile("\\bFLAGS \\(([^)]*)\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE = Pattern.compile("\\bINTERNALDATE \"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private static final DateTimeFormatter INTERNAL_DATE =
            DateTimeFormatter.ofPattern("d-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final ImapLogin login;
    private final ImapTalk talk;
    /// Names there by names here.
    private final Map<String, String> folders = new TreeMap<>();

    private record Letter(String key, long uid, List<String> flags, Instant date, long size) {}

    /// Connects and lists the folders.
    ImapSource(ImapLogin login) throws IOException {
        this.login = login;
        this.talk = ImapTalk.with(login);
        try {
            talk.command("LIST \"\" \"*\"", this::folder);
        } catch (IOException e) {
            talk.close();
            throw e;
        }
    }

    private void folder(Response response) {
        var matcher = LIST.matcher(response.text());
        if (!matcher.matches() || matcher.group(1).toLowerCase(Locale.ROOT).contains("\\noselect")) {
            return;
        }
        var there = name(matcher.group(3), response);
        var separator = matcher.group(2);
        var here = ModifiedUtf7.decode(there);
        if (!separator.equalsIgnoreCase("NIL")) {
            var character = separator.substring(separator.length() - 2, separator.length() - 1);
            here = String.join("/", Arrays.asList(here.split(Pattern.quote(character), -1)));
        }
        folders.put(FolderNames.inbox(here), there);
    }

    private static String name(String text, Response response) {
        if (text.startsWith("{") && !response.literals().isEmpty()) {
            var octets = response.literals().getFirst();
            return octets == null ? "" : new String(octets, StandardCharsets.UTF_8);
        }
        return text.startsWith("\"")
                ? text.substring(1, Math.max(1, text.length() - 1)).replaceAll("\\\\(.)", "$1")
                : text;
    }

    @Override
    public long whole() throws IOException {
        var counts = new ArrayList<Long>();
        for (var there : folders.values()) {
            talk.command(
                    "STATUS " + ImapTalk.quoted(there) + " (MESSAGES)",
                    response -> number(MESSAGES, response).ifPresent(counts::add));
        }
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private static Optional<Long> number(Pattern pattern, Response response) {
        var matcher = pattern.matcher(response.text());
        return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    @Override
    public void read(Sink sink) throws IOException {
        for (var folder : folders.entrySet()) {
            read(sink, folder.getKey(), folder.getValue());
        }
    }

    private void read(Sink sink, String here, String there) throws IOException {
        var numbers = new HashMap<String, Long>();
        talk.command("EXAMINE " + ImapTalk.quoted(there), response -> {
            number(EXISTS, response).ifPresent(count -> numbers.put("count", count));
            number(VALIDITY, response).ifPresent(validity -> numbers.put("validity", validity));
        });
        long count = numbers.getOrDefault("count", 0L);
        var place = String.join(
                "\0",
                login.server().toString(),
                login.user(),
                there,
                Long.toString(numbers.getOrDefault("validity", 0L)));
        for (long from = 1; from <= count; from += AT_ONCE) {
            var some = letters(place, from, Math.min(count, from + AT_ONCE - 1));
            hand(sink, here, some);
            sink.progress(some.size());
        }
    }

    private List<Letter> letters(String place, long from, long to) throws IOException {
        var letters = new ArrayList<Letter>();
        talk.command("FETCH " + from + ":" + to + " (UID FLAGS INTERNALDATE RFC822.SIZE)", response -> {
            var uid = number(UID, response);
            var size = number(SIZE, response);
            if (uid.isPresent() && size.isPresent()) {
                var date =
                        first(DATE, response.text()).flatMap(ImapSource::date).orElseGet(Instant::now);
                var flags = first(FLAGS, response.text()).orElse("").strip();
                letters.add(new Letter(
                        SourceKey.of("imap", place, Long.toString(uid.get())),
                        uid.get(),
                        flags.isEmpty() ? List.of() : List.of(flags.split(" +")),
                        date,
                        size.get()));
            }
        });
        return letters;
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /// A date such as `17-Jul-1996 02:44:25 -0700`.
    static Optional<Instant> date(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.strip(), INTERNAL_DATE).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void hand(Sink sink, String folder, List<Letter> some) throws IOException {
        if (some.isEmpty()) {
            return;
        }
        var unknown = sink.unknown(some.stream().map(Letter::key).toList());
        var wanted = new HashMap<Long, Letter>();
        long octets = 0;
        for (var letter : some) {
            if (!unknown.contains(letter.key())) {
                continue;
            }
            if (letter.size() > Importer.LARGEST) {
                sink.skip(folder + ": message " + letter.uid() + " is larger than 200 MiB.");
                continue;
            }
            wanted.put(letter.uid(), letter);
            octets += letter.size();
            if (octets > OCTETS) {
                fetch(sink, folder, wanted);
                octets = 0;
            }
        }
        fetch(sink, folder, wanted);
    }

    private void fetch(Sink sink, String folder, Map<Long, Letter> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        var uids = String.join(
                ",",
                wanted.keySet().stream().sorted().map(uid -> Long.toString(uid)).toList());
        talk.command("UID FETCH " + uids + " (UID BODY.PEEK[])", response -> {
            var uid = number(UID, response);
            var letter = uid.isPresent() ? wanted.remove(uid.get()) : null;
            var octets =
                    response.literals().isEmpty() ? null : response.literals().getFirst();
            if (letter != null && octets != null && octets.length > 0) {
                sink.add(folder, new NewMessage(letter.key(), letter.flags(), letter.date()), octets);
            }
        });
        for (var missing : wanted.values()) {
            sink.skip(folder + ": the server did not send message " + missing.uid() + ".");
        }
        wanted.clear();
    }

    @Override
    public void close() throws IOException {
        talk.close();
    }
}
