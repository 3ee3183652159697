/** Regular expressions that are looked for in names: of policies, and of permissions. */
@NullMarked
package io.leveret.broker.pattern;

import org.jspecify.annotations.NullMarked;
