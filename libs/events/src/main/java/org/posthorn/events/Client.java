package org.posthorn.events;

import java.util.Optional;

/// The SMTP client of a session, as the server saw it.
///
/// @param ip its address in text form; behind PROXY protocol the original client's
/// @param port its port
/// @param helo the argument of EHLO or HELO (RFC 5321 §4.1.1.1); empty when it gave none
/// @param tlsProtocol such as `TLSv1.3`; absent on plaintext sessions
/// @param tlsCipher the suite; absent on plaintext sessions
public record Client(String ip, int port, String helo, Optional<String> tlsProtocol, Optional<String> tlsCipher) {}
