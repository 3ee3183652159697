/**
 * Who gets a message: exchanges, bindings and the way through them, as immutable snapshots of a virtual host.
 *
 * <p>Plain single-threaded code without clock, I/O or locks. The control thread makes a new {@link
 * io.leveret.routing.Topology} for every change; publishers read whichever snapshot they see.
 */
@NullMarked
package io.leveret.routing;

import org.jspecify.annotations.NullMarked;
