/** Direct reply-to: addresses of requesters, and the way of replies to them past any queue. */
@NullMarked
package io.leveret.broker.reply;

import org.jspecify.annotations.NullMarked;
