package org.posthorn.gateway.page;

/// A page that says what went wrong.
public record ErrorPage(Shell shell, int status, String title, String sentence) {}
