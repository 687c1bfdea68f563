/// A cluster on one machine, without containers: three brokers, PostgreSQL, two replicas of each service, three
/// delivery
/// workers, each in a process of its own, behind HAProxy. For trying, for tests, and to see what a rolling restart or
/// the
/// loss of a broker does.
@NullMarked
package org.posthorn.allinone.cluster;

import org.jspecify.annotations.NullMarked;
