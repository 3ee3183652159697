/** What the API shows: the bodies of its answers, and the one place that fills them from the broker's public API. */
@NullMarked
package io.leveret.management.view;

import org.jspecify.annotations.NullMarked;
