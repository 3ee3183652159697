/** The door: command line, start, stop and exit status of the broker process. Nothing here knows AMQP. */
@NullMarked
package io.leveret.app;

import org.jspecify.annotations.NullMarked;
