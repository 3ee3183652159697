/** How the command line talks to a broker that runs: over a socket in its data directory. */
@NullMarked
package io.leveret.app.ctl;

import org.jspecify.annotations.NullMarked;
