package org.posthorn.policy.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.posthorn.mailauth.dkim.ArcSealer;
import org.posthorn.mailauth.dkim.DkimAlgorithm;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.mailauth.dkim.DkimSigner;
import org.posthorn.runtime.settings.SettingsRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys in force, in memory: for each domain the newest active one of each algorithm signs. A change here is in
/// force at once, a change by another instance with the next [#reload]. Reading needs no lock; changes
/// are serialised.
public final class DkimKeys {
    private static final Logger LOG = LoggerFactory.getLogger(DkimKeys.class);

    private final DkimKeyStore store;
    private final Optional<StoredKey> file;
    private volatile Map<String, Signing> byDomain = Map.of();
    private volatile List<StoredKey> all = List.of();

    /// What signs for a domain.
    ///
    /// @param sealer with the first key
    record Signing(List<DkimKey> keys, DkimSigner signer, ArcSealer sealer) {}

    private DkimKeys(DkimKeyStore store, Optional<StoredKey> file) {
        this.store = store;
        this.file = file;
    }

    /// Reads the keys and says in the log which domains are signed for.
    ///
    /// @param domain and selector of the key in the file
    public static DkimKeys load(DkimKeyStore store, DkimSettings settings, String domain, String selector) {
        var keys = new DkimKeys(store, fromFile(settings.keyPath(), domain, selector));
        store.sealAll();
        keys.reload();
        if (keys.byDomain.isEmpty()) {
            LOG.info("mail: DKIM signing disabled: DKIM private key not found at {}", settings.keyFile());
        }
        keys.byDomain.values().forEach(DkimKeys::announce);
        return keys;
    }

    private static void announce(Signing signing) {
        var key = signing.keys().getFirst();
        LOG.info("dkim: DKIM signing enabled for domain {} with selector {}", key.domain(), key.selector());
    }

    private static Optional<StoredKey> fromFile(Path file, String domain, String selector) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            var key = DkimKey.ofPem(domain, selector, Files.readString(file));
            var since = Files.getLastModifiedTime(file).toInstant();
            return Optional.of(new StoredKey(key, KeyState.ACTIVE, since, since, true));
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsRefused("dkim.key-file: " + file + " cannot be used: " + e.getMessage() + ".");
        }
    }

    /// Reads the store again.
    public synchronized void reload() {
        var found = new ArrayList<>(store.all());
        file.filter(f -> found.stream().noneMatch(k -> sameName(k.key(), f.key())))
                .ifPresent(found::addFirst);
        if (names(found).equals(names(all)) && !all.isEmpty()) {
            return;
        }
        var active = found.stream()
                .filter(stored -> stored.state() == KeyState.ACTIVE)
                .toList();
        Map<String, Map<DkimAlgorithm, DkimKey>> newest = new LinkedHashMap<>();
        for (var stored : active) {
            newest.computeIfAbsent(stored.key().domain(), _ -> new HashMap<>())
                    .put(stored.key().algorithm(), stored.key());
        }
        var signing = new LinkedHashMap<String, Signing>();
        newest.forEach((domain, keys) -> {
            var ordered = keys.values().stream()
                    .sorted(Comparator.comparing(DkimKey::algorithm))
                    .toList();
            signing.put(domain, new Signing(ordered, new DkimSigner(ordered), new ArcSealer(ordered.getFirst())));
        });
        all = List.copyOf(found);
        byDomain = Map.copyOf(signing);
    }

    private static List<String> names(List<StoredKey> keys) {
        return keys.stream()
                .map(k -> k.key().dnsName() + k.createdAt() + k.state())
                .toList();
    }

    private static boolean sameName(DkimKey one, DkimKey other) {
        return one.domain().equals(other.domain()) && one.selector().equals(other.selector());
    }

    /// What seals mail that a domain passes on; empty when the domain has no key.
    public Optional<ArcSealer> sealer(String domain) {
        return of(domain).map(Signing::sealer);
    }

    Optional<Signing> of(String domain) {
        return Optional.ofNullable(byDomain.get(domain));
    }

    /// The keys of a domain whose records the DNS should have: they sign, or wait for them.
    public List<DkimKey> published(String domain) {
        return all.stream()
                .filter(stored -> stored.state() != KeyState.RETIRED
                        && stored.key().domain().equals(domain))
                .map(StoredKey::key)
                .toList();
    }

    /// Every key, those that no longer sign too.
    List<StoredKey> all() {
        return all;
    }

    boolean active(StoredKey stored) {
        return of(stored.key().domain())
                .filter(signing -> signing.keys().contains(stored.key()))
                .isPresent();
    }

    /// Keeps new keys; they sign from now on, or wait for their DNS records.
    synchronized void add(List<DkimKey> keys, KeyState state, boolean replace) {
        store.add(keys, state, replace);
        reload();
        announceNew(keys);
    }

    /// Makes keys sign in place of those of their kind before them.
    synchronized void activate(List<DkimKey> keys) {
        int changed = store.activate(keys);
        reload();
        if (changed > 0) {
            announceNew(keys);
        }
    }

    private void announceNew(List<DkimKey> keys) {
        keys.stream()
                .map(DkimKey::domain)
                .distinct()
                .map(byDomain::get)
                .filter(Objects::nonNull)
                .forEach(DkimKeys::announce);
    }

    /// Deletes keys that no longer sign and whose time is over.
    synchronized List<String> deleteRetired(Instant now, Duration after) {
        var deleted = store.deleteRetired(now, after);
        if (!deleted.isEmpty()) {
            reload();
        }
        return deleted;
    }

    /// Whether there was such a key.
    synchronized boolean delete(String domain, String selector) {
        boolean was = store.delete(domain, selector);
        reload();
        return was;
    }
}
