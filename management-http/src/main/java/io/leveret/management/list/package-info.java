/** What the query of a GET asks for: which fields, in which order, which page. Knows nothing of the broker. */
@NullMarked
package io.leveret.management.list;

import org.jspecify.annotations.NullMarked;
