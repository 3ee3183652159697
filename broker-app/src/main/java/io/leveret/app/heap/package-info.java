/** The heap of a process that is a broker and nothing else. */
@NullMarked
package io.leveret.app.heap;

import org.jspecify.annotations.NullMarked;
