package org.posthorn.policy.extension;

import jakarta.mail.MessagingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetConfig;
import org.apache.mailet.MailetContext;
import org.apache.mailet.Matcher;
import org.apache.mailet.MatcherConfig;
import org.jspecify.annotations.Nullable;
import org.posthorn.policy.extension.StageFile.Line;
import org.posthorn.runtime.settings.SettingsRefused;

/// Makes the chain that `mailets.xml` describes. What is wrong with it stops the start.
final class StageFactory {
    private final ClassLoader loader;
    private final MailetContext context;

    private StageFactory(ClassLoader loader, MailetContext context) {
        this.loader = loader;
        this.context = context;
    }

    /// The processors by their state.
    ///
    /// @throws SettingsRefused when a class is not there, is none, or refuses its parameters
    static Map<String, Stage> of(Path directory, MailetContext context) {
        var factory = new StageFactory(ApiLoader.of(directory), context);
        Map<String, Stage> stages = new LinkedHashMap<>();
        StageFile.read(directory).processors().forEach((name, lines) -> {
            var pairs = new ArrayList<Stage.Pair>();
            for (var line : lines) {
                pairs.add(new Stage.Pair(
                        factory.matcher(line), factory.mailet(line), line.match() + " -> " + line.type()));
            }
            stages.put(name, new Stage(name, pairs));
        });
        return stages;
    }

    private Matcher matcher(Line line) {
        var config = new Condition(line, context);
        if (line.matcherClass().equals(Everybody.NAME)) {
            return new Everybody(config);
        }
        var matcher = make(line.matcherClass(), Matcher.class);
        try {
            matcher.init(config);
        } catch (MessagingException e) {
            throw new SettingsRefused("extensions: " + line.match() + " refuses its condition: " + e.getMessage());
        }
        return matcher;
    }

    private Mailet mailet(Line line) {
        var mailet = make(line.type(), Mailet.class);
        try {
            mailet.init(new Parameters(line, context));
        } catch (MessagingException e) {
            throw new SettingsRefused("extensions: " + line.type() + " refuses its parameters: " + e.getMessage());
        }
        return mailet;
    }

    private <T> T make(String name, Class<T> kind) {
        try {
            return kind.cast(loader.loadClass(name).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw new SettingsRefused("extensions: " + name + " is no "
                    + kind.getSimpleName().toLowerCase(java.util.Locale.ROOT) + " that can be made: " + e);
        }
    }

    private record Condition(Line line, MailetContext context) implements MatcherConfig {
        @Override
        public String getCondition() {
            return line.condition();
        }

        @Override
        public MailetContext getMailetContext() {
            return context;
        }

        @Override
        public String getMatcherName() {
            return line.matcherClass();
        }
    }

    private record Parameters(Line line, MailetContext context) implements MailetConfig {
        @Override
        public @Nullable String getInitParameter(String name) {
            return line.parameters().get(name);
        }

        @Override
        public Iterator<String> getInitParameterNames() {
            return Collections.unmodifiableMap(line.parameters()).keySet().iterator();
        }

        @Override
        public MailetContext getMailetContext() {
            return context;
        }

        @Override
        public String getMailetName() {
            return line.type();
        }
    }
}
