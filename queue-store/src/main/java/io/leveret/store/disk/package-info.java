/**
 * The disk as the store sees it: everything that is written goes through {@link io.leveret.store.disk.Disk}, so that a
 * test can put one in its place that crashes, tears, reorders, fills up or fails.
 */
@NullMarked
package io.leveret.store.disk;

import org.jspecify.annotations.NullMarked;
