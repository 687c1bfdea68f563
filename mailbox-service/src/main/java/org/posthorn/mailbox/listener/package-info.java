/// Ports for protocols of people's clients: how connections are taken, limited and ended, whatever is spoken on them.
@NullMarked
package org.posthorn.mailbox.listener;

import org.jspecify.annotations.NullMarked;
