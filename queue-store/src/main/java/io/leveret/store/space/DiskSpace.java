package io.leveret.store.space;

/**
 * A look at the room on the device.
 *
 * @param usableBytes what can be written, the store's own reserve left out
 * @param limitBytes below this it is low
 * @param low whether nothing should be published until there is more; set below the limit, cleared well above it
 */
public record DiskSpace(long usableBytes, long limitBytes, boolean low) {

    private static final int LOOK_MS_MIN = 100;
    private static final int LOOK_MS_MAX = 10_000;
    /** What a fast device may take is 250 MB a second, RabbitMQ's figure; looked at twice in the time that would need. */
    private static final long BYTES_PER_MS = 250_000;

    /** When to look again, in milliseconds: rarely with much room, up to ten times a second near the limit. */
    public int nextLookMs() {
        long idealMs = (usableBytes - limitBytes) / (BYTES_PER_MS / 2);
        return (int) Math.max(LOOK_MS_MIN, Math.min(LOOK_MS_MAX, idealMs));
    }
}
