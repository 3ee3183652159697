package io.leveret.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.time.Clock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How late failed logins are answered, and who is refused unseen meanwhile (R17). */
class FailedLoginsTest {

    private static final SocketAddress HERE = address("127.0.0.1");
    private static final SocketAddress THERE = address("10.0.0.1");
    private static final byte[] PASSWORD = {'p'};

    private final SteppedClock clock = new SteppedClock();
    private final FailedLogins failedLogins = new FailedLogins(clock, () -> 1);

    private static final class SteppedClock implements Clock {
        private long nowMs = 1_000_000;

        @Override
        public long monotonicMs() {
            return nowMs;
        }

        @Override
        public long wallMs() {
            return nowMs;
        }
    }

    private static SocketAddress address(String digits) {
        try {
            return new InetSocketAddress(InetAddress.getByName(digits), 1);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private List<Integer> delays(int failures, SocketAddress peer, int everyMs) {
        List<Integer> delays = new ArrayList<>();
        for (int i = 0; i < failures; i++) {
            delays.add(failedLogins.failed(peer));
            clock.nowMs += everyMs;
        }
        return delays;
    }

    private boolean admits(SocketAddress peer) {
        return failedLogins.admits(peer, "user", PASSWORD);
    }

    @Test
    void theFirstAnswerIsASecondLateAndLaterOnesMore() {
        List<Integer> delays = delays(100, HERE, 0);
        assertThat(delays.get(0)).isEqualTo(1_000);
        assertThat(delays).isSorted();
        assertThat(delays.get(8)).isEqualTo(2_000);
        assertThat(Collections.max(delays)).isEqualTo(5_000);
    }

    @Test
    void aGuesserWhoWaitsForEveryAnswerWaitsLongerAndLonger() {
        for (int i = 0; i < 100; i++) {
            clock.nowMs += failedLogins.failed(HERE);
        }
        assertThat(failedLogins.failed(HERE)).isGreaterThanOrEqualTo(4_000);
    }

    @Test
    void aHealthCheckWithAWrongPasswordIsAnsweredAfterASecondEveryTime() {
        assertThat(delays(1_000, HERE, 10_000)).containsOnly(1_000);
        assertThat(admits(HERE)).isTrue();
    }

    @Test
    void failuresAreForgotten() {
        delays(64, HERE, 0);
        clock.nowMs += 10 * 60_000;
        assertThat(failedLogins.failed(HERE)).isEqualTo(1_000);
    }

    @Test
    void noOtherAddressIsConcerned() {
        delays(1_000, HERE, 0);
        assertThat(admits(THERE)).isTrue();
        assertThat(failedLogins.failed(THERE)).isEqualTo(1_000);
    }

    @Test
    void afterManyFailuresLoginsFromThereAreNotLookedAtForAWhile() {
        delays(63, HERE, 0);
        assertThat(admits(HERE)).isTrue();
        delays(1, HERE, 0);
        assertThat(admits(HERE)).isFalse();
        clock.nowMs += 1_000;
        assertThat(admits(HERE)).isTrue();
    }

    @Test
    void aGuesserGetsSomeDozenTriesInASecondHoweverManyItBegins() {
        int tries = 0;
        for (int ms = 0; ms < 60_000; ms++) {
            for (int i = 0; i < 10; i++) {
                if (admits(HERE)) {
                    failedLogins.failed(HERE);
                    tries++;
                }
            }
            clock.nowMs++;
        }
        assertThat(tries).isBetween(64, 64 + 60 * 13);
    }

    @Test
    void whoHasLoggedInFromThereBeforeIsLetInBesideAGuesser() {
        failedLogins.succeeded(HERE, "user", PASSWORD);
        delays(1_000, HERE, 0);
        assertThat(admits(HERE)).isTrue();
        assertThat(failedLogins.admits(HERE, "other", PASSWORD)).isFalse();
        assertThat(failedLogins.admits(HERE, "user", "q".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void whoHasLoggedInFromElsewhereIsNotKnownHere() {
        failedLogins.succeeded(THERE, "user", PASSWORD);
        delays(1_000, HERE, 0);
        assertThat(admits(HERE)).isFalse();
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        delays(1_000, address("2001:db8::1"), 0);
        assertThat(admits(address("2001:db8::ffff:2"))).isFalse();
        assertThat(admits(address("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void takesAPeerWithoutAnAddress() {
        SocketAddress peer = InetSocketAddress.createUnresolved("localhost", 1);
        assertThat(failedLogins.failed(peer)).isEqualTo(1_000);
        assertThat(admits(peer)).isTrue();
    }

    @Test
    void manyAddressesAndUsersTakeBoundedRoom() {
        for (int i = 0; i < 30_000; i++) {
            SocketAddress peer = address("10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255));
            failedLogins.failed(peer);
            failedLogins.succeeded(peer, "user" + i, PASSWORD);
        }
        assertThat(failedLogins.addresses()).isLessThanOrEqualTo(10_000);
        assertThat(failedLogins.goodLogins()).isLessThanOrEqualTo(4_096);
    }
}
