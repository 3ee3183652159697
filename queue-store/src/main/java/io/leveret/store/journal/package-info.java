/**
 * The journal: how owners append to it, how it lies on the disk, and how it is read back.
 *
 * <p>Owners fill batches without locks and hand them to one committer thread, which alone assigns positions, writes and
 * forces. The format is drawn in {@link io.leveret.store.journal.RecordLayout} and {@code docs/storage-format.md}.
 */
@NullMarked
package io.leveret.store.journal;

import org.jspecify.annotations.NullMarked;
