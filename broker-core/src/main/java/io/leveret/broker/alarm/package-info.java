/** What the broker is short of, and who has to wait until it is not. */
@NullMarked
package io.leveret.broker.alarm;

import org.jspecify.annotations.NullMarked;
