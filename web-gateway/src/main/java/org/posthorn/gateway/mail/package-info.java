/// Reading: folders, lists, conversations; moving, deleting and marking, each with its way back.
@NullMarked
package org.posthorn.gateway.mail;

import org.jspecify.annotations.NullMarked;
