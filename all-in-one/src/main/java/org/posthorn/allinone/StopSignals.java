package org.posthorn.allinone;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first signal to stop drains; the second one ends the process where it stands, as a power cut would: what was
/// acknowledged is in the log, and the next start reads on.
///
/// The JVM by itself hears the first one only. Its API for signals is `sun.misc.Signal`, supported but without a
/// successor, and the compiler warns of it whatever one says: hence the reflection.
final class StopSignals {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
    private static final int OF_SIGNAL = 128;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final Console console;

    private StopSignals(Console console) {
        this.console = console;
    }

    /// Takes the place of what the JVM does at these signals; where it cannot, that stays.
    static void watch(Console console) {
        var signals = new StopSignals(console);
        try {
            for (var signal : SIGNALS.entrySet()) {
                signals.on(signal.getKey(), signal.getValue());
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("signals-not-watched", e);
        }
    }

    private void on(String name, int number) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var listener = Class.forName("sun.misc.SignalHandler");
        var ours = Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {listener}, (_, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    stop(number);
                    return null;
                });
        signal.getMethod("handle", signal, listener)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    }

    private void stop(int signal) {
        if (asked.compareAndSet(false, true)) {
            // A stop that was asked for and went well is no failure, whatever the signal.
            System.exit(0);
        } else {
            console.say("Stopped at once.");
            Runtime.getRuntime().halt(OF_SIGNAL + signal);
        }
    }
}
