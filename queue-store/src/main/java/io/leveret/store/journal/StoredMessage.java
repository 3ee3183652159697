package io.leveret.store.journal;

import io.leveret.codec.value.ShortString;

/**
 * A message as the store sees it: what was published, without what a single queue adds to it.
 *
 * <p>Implementations are immutable, and so are the bytes of {@link #content}: the committer thread reads both after the
 * owner has gone on.
 */
public interface StoredMessage {

    /** The exchange named by basic.publish, empty for the default exchange. */
    ShortString exchange();

    /** The routing key of basic.publish. */
    ShortString routingKey();

    /** Property flags and property list, followed by the body and the annex; at most 1 GiB. */
    byte[] content();

    /** Octets of {@link #content} that are properties. */
    int propertiesLength();

    /** Octets at the end of {@link #content} that were not published: what the broker itself knows of the message. */
    default int annexLength() {
        return 0;
    }

    /** Whether delivery-mode is 2. */
    boolean isPersistent();

    /** The priority property, 0 to 255. */
    int priority();
}
