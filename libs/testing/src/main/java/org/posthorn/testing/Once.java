package org.posthorn.testing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value made at the first call and kept; a failure is kept too, so that hundred tests do not wait hundred times for
/// a server that does not start. Guarded by its monitor.
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (failure != null) {
            throw new IllegalStateException("a server did not start before", failure);
        }
        if (value == null) {
            try {
                value = maker.get();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return value;
    }
}
