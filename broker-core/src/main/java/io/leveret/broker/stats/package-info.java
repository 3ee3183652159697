/** What is counted of messages, where it happens, and how it went over time. */
@NullMarked
package io.leveret.broker.stats;

import org.jspecify.annotations.NullMarked;
