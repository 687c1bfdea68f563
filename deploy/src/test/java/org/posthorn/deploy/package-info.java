/// What is shipped for running Posthorn elsewhere: the Helm chart, compose and unit files, alerts and dashboards. There
/// is
/// no code to ship here, only tests that hold these files against the code, the schemas of Kubernetes and good
/// practice.
@NullMarked
package org.posthorn.deploy;

import org.jspecify.annotations.NullMarked;
