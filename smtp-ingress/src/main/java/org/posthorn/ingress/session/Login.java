package org.posthorn.ingress.session;

import java.util.Set;
import org.posthorn.events.AccountId;

/// Who logged in.
///
/// @param address   the primary address
/// @param addresses every address that it may send as, as lookup keys
public record Login(AccountId account, String address, Set<String> addresses) {}
