/// The worked examples of docs/extensions.md, as somebody else would write them.
@NullMarked
package org.example.mailets;

import org.jspecify.annotations.NullMarked;
