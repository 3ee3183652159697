/** Who may log in. */
@NullMarked
package io.leveret.broker.auth;

import org.jspecify.annotations.NullMarked;
