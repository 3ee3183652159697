/**
 * The load generator: producers and consumers over AMQP 0-9-1 that cost little themselves, and what they measured.
 *
 * <p>Each connection has one event loop, which owns it, its {@link io.leveret.bench.Producer} or
 * {@link io.leveret.bench.Consumer}, and the {@link io.leveret.bench.LoadStats} that those of one loop share. The thread
 * that runs {@link io.leveret.bench.BenchRun} sets up, waits, asks the loops for what they have counted, and reports.
 */
@NullMarked
package io.leveret.bench;

import org.jspecify.annotations.NullMarked;
