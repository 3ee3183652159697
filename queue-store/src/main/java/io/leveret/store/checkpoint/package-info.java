/**
 * Checkpoints: what the journal up to a position amounts to, in a MapDB file that is written once and never changed.
 * MapDB's types do not leave this package.
 */
@NullMarked
package io.leveret.store.checkpoint;

import org.jspecify.annotations.NullMarked;
