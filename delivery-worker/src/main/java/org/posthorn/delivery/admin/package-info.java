/// The queue as operators see and steer it: the internal HTTP API under `/internal/v1/queue` (service token).
@NullMarked
package org.posthorn.delivery.admin;

import org.jspecify.annotations.NullMarked;
