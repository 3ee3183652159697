/** The store's own threads, and how they sleep and are woken. */
@NullMarked
package io.leveret.store.worker;

import org.jspecify.annotations.NullMarked;
