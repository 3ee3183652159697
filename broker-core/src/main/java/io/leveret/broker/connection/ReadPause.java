package io.leveret.broker.connection;

import io.leveret.broker.loop.Loop;
import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Why a connection is not read at the moment; it is read again when no reason is left. Owned by the connection's loop.
 */
final class ReadPause {

    enum Reason {
        /** The publishes of this loop wait for queues on others, or for the disk (DESIGN section 5). */
        ADMISSION,
        /** The broker is short of something, and the client publishes. */
        ALARM,
        /** A channel that waits for an answer has too many frames behind it. */
        DEFERRED_FRAMES,
        /** The login is refused, and the client is to learn it late. */
        REFUSED_LOGIN,
        /** The client asks and does not read the answers. */
        UNREAD_REPLIES
    }

    private final Channel socket;
    private final Heartbeat heartbeat;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

    ReadPause(Channel socket, Heartbeat heartbeat) {
        this.socket = socket;
        this.heartbeat = heartbeat;
    }

    void set(Reason reason, boolean paused) {
        boolean before = reasons.isEmpty();
        boolean changed = paused ? reasons.add(reason) : reasons.remove(reason);
        if (changed && before != reasons.isEmpty()) {
            heartbeat.suspend(paused);
            socket.config().setAutoRead(!paused);
        }
    }

    /** Pauses until the loop's publishes have found room, and whoever publishes until what leaves memory is on the disk. */
    void pauseWhileShort(Loop loop, boolean published) {
        if (reasons.contains(Reason.ADMISSION)) {
            return;
        }
        if (loop.admission().isExhausted()) {
            set(Reason.ADMISSION, true);
            loop.admission().whenRoom(() -> set(Reason.ADMISSION, false));
        } else if (published && loop.memory().isBehind()) {
            set(Reason.ADMISSION, true);
            loop.memory().whenWritten(() -> set(Reason.ADMISSION, false));
        }
    }
}
