package io.leveret.store.scratch;

import io.leveret.store.RecoveredMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some messages that were given to a {@link Scratch} together. Until they are written, and for ever if that fails, the
 * page holds them itself; so none is lost.
 */
public final class ScratchPage {

    private final long firstSeq;
    private final int count;
    private final long bytes;
    private volatile @Nullable List<RecoveredMessage> held;
    /** Where it stands; owned by the scratch thread. */
    private @Nullable ScratchFile file;

    private long position;
    private int length;
    private boolean released;
    /** Whether anybody may still need it. */
    private volatile boolean needed = true;

    ScratchPage(List<RecoveredMessage> messages) {
        firstSeq = messages.get(0).seq();
        count = messages.size();
        bytes = messages.stream()
                .mapToLong(message -> message.message().content().length)
                .sum();
        held = messages;
    }

    /** The seq of the first message. */
    public long firstSeq() {
        return firstSeq;
    }

    /** How many messages there are. */
    public int count() {
        return count;
    }

    /** Octets of their contents. */
    public long bytes() {
        return bytes;
    }

    /** Whether the messages are still in memory. */
    public boolean isHeld() {
        return held != null;
    }

    @Nullable
    List<RecoveredMessage> held() {
        return held;
    }

    void standsAt(ScratchFile newFile, long newPosition, int newLength) {
        file = newFile;
        position = newPosition;
        length = newLength;
        held = null;
    }

    @Nullable
    ScratchFile file() {
        return file;
    }

    long position() {
        return position;
    }

    int length() {
        return length;
    }

    /** From now on it need not be written. */
    void giveUp() {
        needed = false;
    }

    boolean isNeeded() {
        return needed;
    }

    /** Marks the page as not needed any more; false if it was before. */
    boolean release() {
        boolean first = !released;
        released = true;
        held = null;
        return first;
    }
}
