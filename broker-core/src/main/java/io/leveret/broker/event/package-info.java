/** What happens in a broker, for those who want to be told. */
@NullMarked
package io.leveret.broker.event;

import org.jspecify.annotations.NullMarked;
