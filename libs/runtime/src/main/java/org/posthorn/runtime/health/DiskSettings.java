package org.posthorn.runtime.health;

import java.nio.file.Path;
import java.util.List;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;
import org.posthorn.runtime.settings.Size;

/// When a disk counts as nearly full.
@Group(
        prefix = "disk",
        doc = "The room on disks. Where less is free than the larger of the two limits, no mail is taken (`452`), what"
                + " would add data waits, and deleting works; all goes on by itself when there is room again.")
public record DiskSettings(
        @Setting(
                doc = "Directories whose disks are watched besides the spool's; an all-in-one watches those of its"
                        + " Kafka and its PostgreSQL.")
        List<Path> directories,

        @Setting(value = "1GiB", doc = "What must be free at least.")
        Size leastFree,

        @Setting(value = "5", doc = "What must be free at least, in percent of the disk.")
        int leastPercent) {}
