/** What holds for every request, whatever it asks for: methods, headers, other origins, limits. */
@NullMarked
package io.leveret.management.http;

import org.jspecify.annotations.NullMarked;
