package io.leveret.routing;

import io.leveret.codec.value.ShortString;

/**
 * A queue as routing sees it: a name and an identity. Two targets are the same only if they are the same object, so a
 * queue that was deleted and declared again under its old name is another target. Must not override {@code equals}.
 */
public interface QueueTarget {

    /** Never changes. */
    ShortString name();
}
