/// Accounts, domains, aliases and logins; owner of the directory.
///
/// Invariants: an address is unique across accounts and aliases; every change of an address, account or domain writes
/// its directory entry in the same transaction; a password is never kept but as an Argon2id hash.
@NullMarked
package org.posthorn.mailbox.account;

import org.jspecify.annotations.NullMarked;
