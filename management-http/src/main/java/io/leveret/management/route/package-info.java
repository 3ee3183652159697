/** Which paths each area of the API has, and who may use them. */
@NullMarked
package io.leveret.management.route;

import org.jspecify.annotations.NullMarked;
