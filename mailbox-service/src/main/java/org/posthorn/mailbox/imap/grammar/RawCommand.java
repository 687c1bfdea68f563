package org.posthorn.mailbox.imap.grammar;

import java.util.List;

/// A command as it came: its lines joined, each literal's `{n}` and CRLF still in them, and the literals beside.
///
/// @param text without the last CRLF
public record RawCommand(byte[] text, List<byte[]> literals) {}
