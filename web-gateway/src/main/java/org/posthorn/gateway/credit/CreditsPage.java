package org.posthorn.gateway.credit;

import org.posthorn.gateway.page.Shell;

/// An account's own credits.
///
/// @param price what a message costs, as a sentence
/// @param reserved for messages under way; empty when there are none
/// @param low whether it is time to top up
public record CreditsPage(
        Shell shell, String balance, String price, String reserved, boolean low, Statement statement) {}
