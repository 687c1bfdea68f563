/// Full-text search. [Indexer] follows the log of changes and keeps, for each account, the words of its mail and the
/// hashes of each content's words; [WordIndex] answers which contents have a word with some letters in it.
///
/// Invariants: letters are compared without case and accents; the index never loses a message, it only lags: what is
/// not indexed yet, or not whole, is read instead; it can be dropped and made again at any time.
@NullMarked
package org.posthorn.mailbox.search;

import org.jspecify.annotations.NullMarked;
