/**
 * What the journal amounts to: which messages are live in which queue and where they lie, and the catalogue. Plain
 * single-threaded code without disk or clock.
 */
@NullMarked
package io.leveret.store.index;

import org.jspecify.annotations.NullMarked;
