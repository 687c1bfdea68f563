package org.posthorn.events.api;

/// Every error answer (RFC 9457 names): one clear sentence that says what to do.
///
/// @param status the HTTP status
/// @param title a short name, such as `not-found`
/// @param detail the sentence
public record Problem(int status, String title, String detail) {}
