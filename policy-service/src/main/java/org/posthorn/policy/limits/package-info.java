/// How much clients, senders and accounts may do: limits of their own for networks, domains and addresses, published in
/// `policy` and enforced by smtp-ingress; and who does the most at the moment, from `smtp.activity`.
@NullMarked
package org.posthorn.policy.limits;

import org.jspecify.annotations.NullMarked;
