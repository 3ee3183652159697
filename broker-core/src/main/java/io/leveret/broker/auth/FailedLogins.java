package io.leveret.broker.auth;

import io.leveret.broker.time.Clock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows guessing of passwords down. It is the answer to a failed login that is late, by a second at first and more with
 * every further one from the same address; a login that succeeds is never late. While too many such answers are due to one
 * address, logins from there are refused unseen, but for those that have succeeded from there before: a guesser must not
 * lock out who shares an address with it. No other address is concerned, and no user is ever locked.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>what</th><th>value</th></tr>
 * <tr><td>first answer</td><td>1 s late, a second more with every 8 failures, 5 s at most</td></tr>
 * <tr><td>failures are forgotten</td><td>one in 5 s</td></tr>
 * <tr><td>failed logins from one address</td><td>64 at once, then 12 in a second</td></tr>
 * <tr><td>addresses remembered</td><td>10,000; of IPv6, a network of 64 bits counts as one</td></tr>
 * <tr><td>good logins remembered</td><td>4,096</td></tr>
 * </table>
 *
 * <p>Any thread may ask.
 */
public final class FailedLogins {

    static final int DELAY_MS_MIN = 1_000;
    static final int DELAY_MS_MAX = 5_000;
    static final int AT_ONCE_MAX = 64;

    private static final int FAILURES_PER_STEP = 8;
    private static final int FORGET_MS = 5_000;
    /** What one failed login keeps an address busy, so that 64 do for the longest delay. */
    private static final int BUSY_MS = DELAY_MS_MAX / AT_ONCE_MAX;

    private static final int ADDRESSES_MAX = 10_000;
    private static final int KNOWN_MAX = 4_096;
    private static final int SWEEP_MS = 1_000;
    private static final int NETWORK_BYTES = 8;

    /**
     * What is known of an address. Immutable.
     *
     * @param failures as they stood at {@code atMs}
     * @param busyUntilMs runs ahead of the time by what its failures keep it busy
     */
    private record Failing(double failures, long atMs, long busyUntilMs) {

        double failuresAt(long nowMs) {
            return Math.max(0, failures - (double) (nowMs - atMs) / FORGET_MS);
        }
    }

    private final Clock clock;
    private final byte[] salt;
    private final ConcurrentHashMap<ByteBuffer, Failing> failing = new ConcurrentHashMap<>();
    /** Addresses and users with a digest of the password that has let them in. */
    private final ConcurrentHashMap<String, ByteBuffer> known = new ConcurrentHashMap<>();

    private final AtomicLong sweptMs = new AtomicLong(Long.MIN_VALUE);

    /** @param random numbers that nobody can foretell */
    public FailedLogins(Clock clock, IntSupplier random) {
        this.clock = clock;
        this.salt = ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(random.getAsInt())
                .putInt(random.getAsInt())
                .array();
    }

    /** Whether a login is to be looked at: always, unless too many from this address have just failed. */
    boolean admits(SocketAddress peer, String user, byte[] password) {
        Failing state = failing.get(address(peer));
        if (state == null || state.busyUntilMs() - clock.monotonicMs() < (long) BUSY_MS * AT_ONCE_MAX) {
            return true;
        }
        return digest(password).equals(known.get(key(peer, user)));
    }

    /** A login has succeeded. */
    void succeeded(SocketAddress peer, String user, byte[] password) {
        String key = key(peer, user);
        if (known.size() >= KNOWN_MAX && !known.containsKey(key)) {
            removeAny(known);
        }
        known.put(key, digest(password));
    }

    /**
     * A login has failed.
     *
     * @return by how many milliseconds the answer must be late
     */
    int failed(SocketAddress peer) {
        long nowMs = clock.monotonicMs();
        makeRoom(nowMs);
        Failing state = failing.compute(address(peer), (address, before) -> after(before, nowMs));
        int steps = (int) (state.failures() - 1) / FAILURES_PER_STEP;
        return Math.min(DELAY_MS_MAX, DELAY_MS_MIN * (1 + steps));
    }

    /** How many addresses are remembered. */
    int addresses() {
        return failing.size();
    }

    /** How many good logins are remembered. */
    int goodLogins() {
        return known.size();
    }

    private static Failing after(@Nullable Failing before, long nowMs) {
        double failures = before == null ? 0 : before.failuresAt(nowMs);
        long busyFrom = before == null ? nowMs : Math.max(nowMs, before.busyUntilMs());
        return new Failing(
                Math.min(failures + 1, (double) FAILURES_PER_STEP * DELAY_MS_MAX / DELAY_MS_MIN),
                nowMs,
                busyFrom + BUSY_MS);
    }

    private void makeRoom(long nowMs) {
        if (failing.size() < ADDRESSES_MAX) {
            return;
        }
        long sweptAt = sweptMs.get();
        if ((sweptAt == Long.MIN_VALUE || nowMs - sweptAt >= SWEEP_MS) && sweptMs.compareAndSet(sweptAt, nowMs)) {
            failing.values().removeIf(state -> state.failuresAt(nowMs) == 0 && state.busyUntilMs() <= nowMs);
        }
        if (failing.size() >= ADDRESSES_MAX) {
            removeAny(failing);
        }
    }

    private static <K> void removeAny(ConcurrentHashMap<K, ?> map) {
        Iterator<K> any = map.keySet().iterator();
        if (any.hasNext()) {
            any.next();
            any.remove();
        }
    }

    private static ByteBuffer address(SocketAddress peer) {
        InetAddress address = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null) {
            return ByteBuffer.allocate(0);
        }
        byte[] octets = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(octets, NETWORK_BYTES) : octets);
    }

    private static String key(SocketAddress peer, String user) {
        return new String(address(peer).array(), StandardCharsets.ISO_8859_1) + '/' + user;
    }

    private ByteBuffer digest(byte[] password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return ByteBuffer.wrap(digest.digest(password));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
