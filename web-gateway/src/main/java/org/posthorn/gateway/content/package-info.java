/// Message bodies that strangers wrote: cleaned, rewritten, and shown in a sandboxed document of their own.
@NullMarked
package org.posthorn.gateway.content;

import org.jspecify.annotations.NullMarked;
