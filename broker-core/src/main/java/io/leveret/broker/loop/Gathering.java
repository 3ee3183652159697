package io.leveret.broker.loop;

/**
 * Says when a loop should wait a moment before it looks at its sockets again.
 *
 * <p>A client that writes each message by itself wakes a loop for nearly every one, which costs some microseconds where a
 * message costs a tenth of one. If the loop sleeps a little first, the next look brings several. That is worth it only
 * while it does: a client that waits for each answer never has more under way, and must not be slowed down. So when
 * looks are many and bring little, the loop tries it for some milliseconds, and goes on only if a look brings at
 * least twice as much as before; each trial in vain makes the next one come later.
 *
 * <p>Owned by its loop.
 */
public final class Gathering {

    /** What the loop should ask the system to sleep; the kernel's timers make some 50 microseconds more of it. */
    public static final int PAUSE_NANOS = 60_000;

    private static final int WINDOW_MS = 4;
    /** More looks than this in a millisecond are many: there is hardly time for anything else. */
    private static final int MANY_PER_MS = 12;
    /** A look that brings more than this is worth its wake-up. */
    private static final int LITTLE_BYTES = 4 << 10;

    private static final int GAIN_MIN = 2;
    /** How many windows it goes on until it is tried what looks bring without a pause: clients may have changed. */
    private static final int WINDOWS_MAX = 1024;

    private static final int WAIT_MIN = 1;
    private static final int WAIT_MAX = 2048;

    private enum Stage {
        WATCHING,
        TRYING,
        GATHERING
    }

    private Stage stage = Stage.WATCHING;
    private long windowFromMs;
    private long looks;
    private long bytes;
    private long bytesOfLook;
    /** What a look brought without pauses, times {@link #looksBefore}. */
    private long bytesBefore;

    private long looksBefore;
    /** Windows to be watched before the next trial, and to wait if that is in vain. */
    private int toWait;

    private int waitNext = WAIT_MIN;
    private int windows;

    /** A socket brought so many octets. */
    public void arrived(int count) {
        bytesOfLook += count;
    }

    /**
     * The loop is about to look.
     *
     * @param nowMs on the monotonic clock's scale
     * @return whether it should sleep {@link #PAUSE_NANOS} first
     */
    public boolean pausesBeforeLook(long nowMs) {
        boolean broughtLittle = bytesOfLook > 0 && bytesOfLook <= LITTLE_BYTES;
        looks++;
        bytes += bytesOfLook;
        bytesOfLook = 0;
        if (nowMs - windowFromMs >= WINDOW_MS) {
            endWindow(nowMs - windowFromMs);
            windowFromMs = nowMs;
            looks = 0;
            bytes = 0;
        }
        return broughtLittle && stage != Stage.WATCHING;
    }

    private void endWindow(long ms) {
        switch (stage) {
            case WATCHING -> watch(ms);
            case TRYING -> {
                if (gains()) {
                    stage = Stage.GATHERING;
                    waitNext = WAIT_MIN;
                    windows = 0;
                } else {
                    stop(waitNext);
                    waitNext = Math.min(WAIT_MAX, 2 * waitNext);
                }
            }
            case GATHERING -> {
                if (!gains() || ++windows == WINDOWS_MAX) {
                    stop(0);
                }
            }
        }
    }

    private void watch(long ms) {
        if (toWait > 0) {
            toWait--;
        } else if (looks >= ms * MANY_PER_MS && bytes > 0 && bytes < looks * LITTLE_BYTES) {
            stage = Stage.TRYING;
            bytesBefore = bytes;
            looksBefore = looks;
        }
    }

    private boolean gains() {
        return bytes * looksBefore >= GAIN_MIN * bytesBefore * looks;
    }

    private void stop(int windowsToWait) {
        stage = Stage.WATCHING;
        toWait = windowsToWait;
    }
}
