/// The admin console: accounts, domains and the outbound queue. For everybody else it does not exist (404).
@NullMarked
package org.posthorn.gateway.admin;

import org.jspecify.annotations.NullMarked;
