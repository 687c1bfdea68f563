/// The one door into `mail.accepted`: who comes through it has our word that the message will not be lost.
@NullMarked
package org.posthorn.runtime.acceptance;

import org.jspecify.annotations.NullMarked;
