/** Room on the device: how much there is, when that is too little, and what the store does to get out of it. */
@NullMarked
package io.leveret.store.space;

import org.jspecify.annotations.NullMarked;
