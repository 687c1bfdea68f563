/// Where an accepted message goes: its forward-paths become accounts of ours and domains of the world.
///
/// Pure: the directory is asked through [org.posthorn.policy.route.Directory]. Invariants: one route for each account
/// and purpose, one for each address in the world; an expansion ends whatever the aliases say (RFC 5321 §3.9).
@NullMarked
package org.posthorn.policy.route;

import org.jspecify.annotations.NullMarked;
