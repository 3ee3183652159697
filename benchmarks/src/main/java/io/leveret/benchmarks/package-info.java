/** Micro-benchmarks of the hot path's parts. Run them with {@code benchmarks/jmh.sh}; figures stand in RESULTS.md. */
@NullMarked
package io.leveret.benchmarks;

import org.jspecify.annotations.NullMarked;
