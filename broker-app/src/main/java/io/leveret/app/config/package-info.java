/** The configuration: one record per area, each resolved from flags first, then the file, then its default. */
@NullMarked
package io.leveret.app.config;

import org.jspecify.annotations.NullMarked;
