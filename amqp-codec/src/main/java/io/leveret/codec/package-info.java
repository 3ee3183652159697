/** The AMQP 0-9-1 wire: values, methods and frames, and the errors that they raise. */
@NullMarked
package io.leveret.codec;

import org.jspecify.annotations.NullMarked;
