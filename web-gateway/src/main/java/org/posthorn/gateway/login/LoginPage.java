package org.posthorn.gateway.login;

import org.posthorn.gateway.page.Shell;

/// The login page.
///
/// @param error why the last try failed; empty at first
/// @param next where to go afterwards; a path of ours
public record LoginPage(Shell shell, String login, String error, String next, boolean secure) {}
