/**
 * How the exchange types match: one immutable {@link io.leveret.routing.type.BindingTable} per exchange. They know
 * routing keys, arguments and headers, but not what a binding leads to.
 */
@NullMarked
package io.leveret.routing.type;

import org.jspecify.annotations.NullMarked;
