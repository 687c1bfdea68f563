package org.posthorn.runtime.limits;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.events.SmtpActivity;

/// What was counted here and the other servers have not heard yet, second by second; past a number of subjects they do
/// not hear it. Safe for use by many threads.
public final class ActivityCounts implements ActivityLog {
    private static final int MOST = 100_000;

    private record Counted(String kind, String subject, Instant second) {}

    private final String instance;
    /// Guarded by this.
    private Map<Counted, Integer> counts = new HashMap<>();

    /// @param instance a name that no other process has or had
    public ActivityCounts(String instance) {
        this.instance = instance;
    }

    @Override
    public void counted(String kind, String subject, Instant at) {
        add(new Counted(kind, subject, at.truncatedTo(ChronoUnit.SECONDS)), 1);
    }

    /// What was taken was not heard: it comes with the next.
    public void again(SmtpActivity activity) {
        add(new Counted(activity.kind(), activity.subject(), activity.second()), activity.count());
    }

    private synchronized void add(Counted counted, int count) {
        if (counts.size() < MOST || counts.containsKey(counted)) {
            counts.merge(counted, count, Integer::sum);
        }
    }

    /// All of it; it is not kept here any longer.
    public List<SmtpActivity> take() {
        List<SmtpActivity> all = new ArrayList<>();
        taken().forEach((counted, count) ->
                all.add(new SmtpActivity(counted.kind(), counted.subject(), counted.second(), count, instance)));
        return all;
    }

    private synchronized Map<Counted, Integer> taken() {
        var all = counts;
        counts = new HashMap<>();
        return all;
    }

    /// Whether this server counted it, so that it is known here.
    public boolean isOwn(SmtpActivity activity) {
        return activity.instance().equals(instance);
    }
}
