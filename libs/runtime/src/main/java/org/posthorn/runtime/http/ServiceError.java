package org.posthorn.runtime.http;

import org.jspecify.annotations.Nullable;

/// Another service did not do what it was asked; the subclass says who is to blame.
public abstract sealed class ServiceError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private ServiceError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// The service could not be reached, did not answer in time, or said that it cannot work at the moment.
    public static final class Unavailable extends ServiceError {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The service refused: a 4xx answer, or 507 for want of room. The message is its sentence.
    public static final class Refused extends ServiceError {
        private static final long serialVersionUID = 1;

        private final int status;

        public Refused(int status, String message) {
            super(message, null);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /// The service failed: a 5xx answer, or one that cannot be read.
    public static final class Failed extends ServiceError {
        private static final long serialVersionUID = 1;

        public Failed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
