/** Channels without a connection, for the broker's own interfaces: what is done on behalf of a user who came another way. */
@NullMarked
package io.leveret.broker.direct;

import org.jspecify.annotations.NullMarked;
