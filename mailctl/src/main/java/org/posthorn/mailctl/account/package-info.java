/// Accounts, domains and aliases: asked of mailbox-service.
@NullMarked
package org.posthorn.mailctl.account;

import org.jspecify.annotations.NullMarked;
