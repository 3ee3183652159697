/** Time as an input: the clock and the registry of deadlines. */
@NullMarked
package io.leveret.broker.time;

import org.jspecify.annotations.NullMarked;
