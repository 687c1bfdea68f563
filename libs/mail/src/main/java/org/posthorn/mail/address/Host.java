package org.posthorn.mail.address;

/// What stands behind the `@` of a mailbox: a domain name, or the address of one machine (RFC 5321 §4.1.2).
public sealed interface Host permits Domain, AddressLiteral {}
