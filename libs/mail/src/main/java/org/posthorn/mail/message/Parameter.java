package org.posthorn.mail.message;

/// A parameter of `Content-Type` or `Content-Disposition` (RFC 2045 §5.1).
///
/// @param name  in lower case; with RFC 2231's `*` and numbers
/// @param value as written, unquoted, not decoded
public record Parameter(String name, String value) {}
