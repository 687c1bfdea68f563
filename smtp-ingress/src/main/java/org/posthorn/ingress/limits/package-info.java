/// How much a client, a sender or an account may do. Counted here, told to the other servers once a second through
/// `smtp.activity`, and read back from there at the start. On one server a limit is exact; with several, each may let
/// through what the others let through within the second or two that their counts need to arrive: at most the limit
/// times the number of servers.
@NullMarked
package org.posthorn.ingress.limits;

import org.jspecify.annotations.NullMarked;
