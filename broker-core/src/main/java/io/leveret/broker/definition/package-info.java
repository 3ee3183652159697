/** Files of definitions, which say what a broker shall have. */
@NullMarked
package io.leveret.broker.definition;

import org.jspecify.annotations.NullMarked;
