/** Frames of AMQP 0-9-1 (section 4.2.3): finding them in received bytes and writing them. */
@NullMarked
package io.leveret.codec.frame;

import org.jspecify.annotations.NullMarked;
