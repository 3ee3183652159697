/** The broker: what embeds it starts here and asks here. */
@NullMarked
package io.leveret.broker;

import org.jspecify.annotations.NullMarked;
