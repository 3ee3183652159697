/** Virtual hosts: the topology snapshot and the control thread that owns it. */
@NullMarked
package io.leveret.broker.vhost;

import org.jspecify.annotations.NullMarked;
