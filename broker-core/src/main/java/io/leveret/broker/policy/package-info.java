/** Policies of a virtual host: what they say, what may be said, and which of them a queue follows. */
@NullMarked
package io.leveret.broker.policy;

import org.jspecify.annotations.NullMarked;
