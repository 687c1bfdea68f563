/// How a service starts, drains and stops, alone or beside others in one JVM.
@NullMarked
package org.posthorn.runtime.service;

import org.jspecify.annotations.NullMarked;
