package org.posthorn.runtime.sql;

import java.util.List;
import java.util.Optional;

/// The rows of a question that may still be on its way; see [Transaction#ask].
public interface Answer<T> {
    /// Waits for them.
    List<T> rows();

    /// The only row, or nothing.
    default Optional<T> row() {
        return Database.only(rows(), "a statement that was asked");
    }
}
