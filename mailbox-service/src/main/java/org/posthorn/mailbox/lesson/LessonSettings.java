package org.posthorn.mailbox.lesson;

import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Settings of what the spam filter learns.
@Group(prefix = "learn", doc = "What the spam filter learns when people move messages to Junk and out of it.")
public record LessonSettings(
        @Setting(doc = "Rspamd's controller, such as `http://127.0.0.1:11334`; without it nothing is taught.")
        Optional<String> rspamd,

        @Setting(doc = "The controller's `password`, where it wants one.", secret = true)
        Optional<String> rspamdPassword) {}
