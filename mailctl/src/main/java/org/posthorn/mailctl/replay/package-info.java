/// `mailctl replay`: a reader does its work on old records once more, into stores that know what they have.
@NullMarked
package org.posthorn.mailctl.replay;

import org.jspecify.annotations.NullMarked;
