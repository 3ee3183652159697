package io.leveret.broker.loop;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bytes of message bodies that connections of one loop have begun to send and not finished (DESIGN section 5).
 *
 * <p>Not to read a connection would not free a byte: the rest of what it has begun comes behind what it has begun since.
 * Nor can others wait for it, which may never finish. So a loop that holds more than its bound gives up the connection
 * that holds most, however many bodies or connections that is spread over; one that sends few bodies at a time is the
 * last to be hit.
 *
 * <p>Owned by the loop.
 */
public final class HalfReceived {

    /** Without a configuration. */
    public static final long BYTES_MAX = 256L * 1024 * 1024;

    private final long bytesMax;
    private final Set<Share> shares = new LinkedHashSet<>();
    private long bytesHeld;

    HalfReceived(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** What one connection holds of the loop's bytes. */
    public final class Share {
        private final Runnable giveUp;
        private long bytes;
        private boolean isOpen = true;

        private Share(Runnable giveUp) {
            this.giveUp = giveUp;
        }

        /** Bytes that this connection holds. */
        public long bytes() {
            return bytes;
        }

        /**
         * Takes bytes, or gives them back if {@code more} is negative. Some connection, perhaps this one, may be told to
         * give up before this returns.
         */
        public void take(int more) {
            bytes += more;
            if (isOpen) {
                bytesHeld += more;
                assert bytes >= 0 && bytesHeld >= 0;
                if (bytesHeld > bytesMax) {
                    giveUpTheLargest();
                }
            }
        }

        /** The connection is gone; what it still holds goes with it and is not counted any more. */
        public void close() {
            if (shares.remove(this)) {
                isOpen = false;
                bytesHeld -= bytes;
            }
        }
    }

    /**
     * A connection's share, to be closed with it.
     *
     * @param giveUp ends the connection; called once at most
     */
    public Share share(Runnable giveUp) {
        Share share = new Share(giveUp);
        shares.add(share);
        return share;
    }

    /** What all connections hold. */
    public long bytesHeld() {
        return bytesHeld;
    }

    private void giveUpTheLargest() {
        Share largest = Collections.max(shares, Comparator.comparingLong(Share::bytes));
        // What it holds goes, at once or soon; another must not be given up for it.
        largest.close();
        largest.giveUp.run();
    }
}
