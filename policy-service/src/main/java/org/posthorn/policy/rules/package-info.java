/// Rules of domains that smtp-ingress enforces from its view of the topic `policy`.
@NullMarked
package org.posthorn.policy.rules;

import org.jspecify.annotations.NullMarked;
