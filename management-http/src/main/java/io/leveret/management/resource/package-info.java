/** The resources of the API, one file each, and how an answer is written. */
@NullMarked
package io.leveret.management.resource;

import org.jspecify.annotations.NullMarked;
