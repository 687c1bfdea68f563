package org.posthorn.mailbox.imap.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// THREAD=REFERENCES (RFC 5256 §3): by what messages say they refer to, then top threads of one base subject together.
public final class ReferenceThreads {
    /// Deeper than this nothing is linked: no people talk so, and looking for loops would cost too much.
    private static final int DEEPEST = 2_000;

    /// A Message-ID and what stands above it; a message that is not here has nothing but its place.
    private static final class Container {
        private @Nullable Threadable message;
        private @Nullable Container parent;
        private boolean hasChildren;
        private @Nullable MessageThread thread;
    }

    private final Map<String, Container> byId = new HashMap<>();
    private final List<Container> containers = new ArrayList<>();

    private ReferenceThreads() {}

    public static List<MessageThread> of(List<Threadable> messages) {
        var threads = new ReferenceThreads();
        messages.forEach(threads::link);
        var trees = threads.trees();
        MessageThread.sort(trees);
        var roots = bySubject(trees);
        MessageThread.sort(roots);
        return roots;
    }

    /// Step 1: the chain of references, then the message below its last one, whatever others say of its place.
    private void link(Threadable message) {
        var own = ownContainer(message);
        @Nullable Container above = null;
        for (var id : message.references()) {
            var next = byId.computeIfAbsent(id, _ -> newContainer());
            if (above != null && next.parent == null && !isAbove(next, above)) {
                put(next, above);
            }
            above = next;
        }
        if (above == null) {
            own.parent = null;
        } else if (!isAbove(own, above)) {
            put(own, above);
        }
    }

    /// Two messages of one Message-ID are two: the second has none that others could refer to.
    private Container ownContainer(Threadable message) {
        var own = message.messageId().map(id -> byId.computeIfAbsent(id, _ -> newContainer()));
        var container = own.filter(known -> known.message == null).orElseGet(this::newContainer);
        container.message = message;
        return container;
    }

    private Container newContainer() {
        var container = new Container();
        containers.add(container);
        return container;
    }

    private static void put(Container child, Container parent) {
        child.parent = parent;
        parent.hasChildren = true;
    }

    /// Whether a container is another one or stands above it.
    private static boolean isAbove(Container container, Container other) {
        if (container == other) {
            return true;
        }
        if (!container.hasChildren) {
            return false;
        }
        int depth = 0;
        for (var at = other.parent; at != null; at = at.parent) {
            if (at == container || ++depth > DEEPEST) {
                return true;
            }
        }
        return false;
    }

    /// Steps 2 and 3: trees of messages. What stands between messages and is not here is left out; at the top it stays
    /// when it holds several together.
    private List<MessageThread> trees() {
        var roots = new LinkedHashSet<MessageThread>();
        for (var container : containers) {
            if (container.message == null) {
                continue;
            }
            var thread = threadOf(container);
            var above = nearest(container);
            if (above == container) {
                roots.add(thread);
            } else {
                var parent = threadOf(above);
                parent.add(thread);
                if (above.message == null) {
                    roots.add(parent);
                }
            }
        }
        var trees = new ArrayList<MessageThread>(roots.size());
        for (var root : roots) {
            trees.add(
                    root.isDummy() && root.children().size() == 1
                            ? root.children().getFirst()
                            : root);
        }
        return trees;
    }

    private static MessageThread threadOf(Container container) {
        var thread = container.thread;
        if (thread == null) {
            thread = new MessageThread(Optional.ofNullable(container.message));
            container.thread = thread;
        }
        return thread;
    }

    /// The nearest message above; else what stands at the top, which is the container itself when nothing is above it.
    /// Empty containers that were passed lead straight there afterwards.
    private static Container nearest(Container container) {
        var top = container;
        for (var at = container.parent; at != null; at = at.parent) {
            top = at;
            if (at.message != null) {
                break;
            }
        }
        var at = container;
        while (at.parent != null && at.parent != top && at != top) {
            var next = at.parent;
            at.parent = top;
            at = next;
        }
        return top;
    }

    /// Step 5: top threads of one base subject come together.
    private static List<MessageThread> bySubject(List<MessageThread> roots) {
        Map<String, MessageThread> table = new LinkedHashMap<>();
        for (var root : roots) {
            var subject = root.leader().subject();
            var known = table.get(subject.text());
            boolean better = known == null
                    || (root.isDummy() && !known.isDummy())
                    || (isReply(known) && !isReply(root) && !known.isDummy());
            if (better && !subject.text().isEmpty()) {
                table.put(subject.text(), root);
            }
        }
        var merged = new LinkedHashMap<MessageThread, MessageThread>();
        for (var root : roots) {
            var known = table.get(root.leader().subject().text());
            if (known == null || known == root) {
                merged.putIfAbsent(root, root);
            } else {
                merge(root, known, merged);
            }
        }
        return new ArrayList<>(merged.values());
    }

    private static boolean isReply(MessageThread thread) {
        return !thread.isDummy() && thread.leader().subject().reply();
    }

    /// @param merged what stands at the place of each root
    private static void merge(MessageThread root, MessageThread known, Map<MessageThread, MessageThread> merged) {
        var place = merged.getOrDefault(known, known);
        if (place.isDummy()) {
            if (root.isDummy()) {
                root.children().forEach(place::add);
            } else {
                place.add(root);
            }
            merged.putIfAbsent(known, place);
        } else if (isReply(root) && !isReply(known)) {
            known.add(root);
        } else {
            var both = new MessageThread(Optional.empty());
            both.add(known);
            both.add(root);
            merged.put(known, both);
        }
    }
}
