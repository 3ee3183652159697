/** Values that were set for the broker as a whole. */
@NullMarked
package io.leveret.broker.parameter;

import org.jspecify.annotations.NullMarked;
