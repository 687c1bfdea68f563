package org.posthorn.delivery.source;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.posthorn.delivery.transport.MailServer;

/// From where a message leaves.
public sealed interface Departure {
    /// @param source its name; absent where the system chooses the address
    /// @param servers those that it can reach, to be called from its address under its name
    /// @param counted the day of its warm-up that the message counts against
    record From(Optional<String> source, List<MailServer> servers, Optional<LocalDate> counted) implements Departure {
        public From {
            servers = List.copyOf(servers);
        }
    }

    /// No source of the pool can take it now.
    ///
    /// @param status the enhanced status
    /// @param reason a sentence for the operator
    /// @param again when one may have it; absent where that is not known
    record NotNow(String status, String reason, Optional<Instant> again) implements Departure {}
}
