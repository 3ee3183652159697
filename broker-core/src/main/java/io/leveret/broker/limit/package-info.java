/** How many connections, channels and queues there may be: of a user, of a virtual host, of the broker. */
@NullMarked
package io.leveret.broker.limit;

import org.jspecify.annotations.NullMarked;
