/**
 * What is durable of the topology, as keys and values of the store's catalogue: how definitions are written there and
 * read back.
 */
@NullMarked
package io.leveret.broker.catalogue;

import org.jspecify.annotations.NullMarked;
