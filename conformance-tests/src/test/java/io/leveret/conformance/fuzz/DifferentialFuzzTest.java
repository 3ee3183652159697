package io.leveret.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.leveret.conformance.BrokerUnderTest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Plays random scripts to Leveret and to another broker, RabbitMQ 3.10 where nothing else is said, and compares all that
 * they answer: {@code -Dfuzz.peer=host:port} names the other one, without which this is skipped,
 * {@code -Dfuzz.peer.management=host:port} its management API, without which policies are left out,
 * {@code -Dfuzz.peer.vhost} a virtual host there that nobody else uses, {@code -Dfuzz.scripts} how many, {@code -Dfuzz.seed} the first seed. A script that differs is printed as short as it can be made.
 */
class DifferentialFuzzTest {

    private static final String PEER = System.getProperty("fuzz.peer", "");
    private static final String PEER_MANAGEMENT = System.getProperty("fuzz.peer.management", "");
    private static final String PEER_VIRTUAL_HOST = System.getProperty("fuzz.peer.vhost", "/");
    private static final int SCRIPTS = Integer.getInteger("fuzz.scripts", 1000);
    private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1);
    private static final int KINDS_MAX = Integer.getInteger("fuzz.kinds", 10);
    private static final int SHRINKING_TRIES = Integer.getInteger("fuzz.shrinking", 150);
    private static final Duration SHRINKING_MAX = Duration.ofMinutes(5);

    private final Map<String, Integer> kinds = new TreeMap<>();

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS)
    void bothBrokersAnswerAlike() {
        assumeFalse(PEER.isEmpty(), "no other broker is named: -Dfuzz.peer=host:port");
        long begun = System.nanoTime();
        try (Duel duel = duel()) {
            int played = 0;
            while (played < SCRIPTS && kinds.size() < KINDS_MAX) {
                compare(duel, Generator.script(FIRST_SEED + played));
                played++;
            }
            System.out.println("fuzz: " + played + " scripts from seed " + FIRST_SEED + " in "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + " s, " + duel.passing()
                    + " differed at a quick pace only, known differences met "
                    + duel.known().met() + ", unknown "
                    + kinds);
        }
        assertThat(kinds).isEmpty();
    }

    private static Duel duel() {
        Peer ours = Peer.of(BrokerUnderTest.address());
        Peer theirs = Peer.of(address(PEER)).withVirtualHost(PEER_VIRTUAL_HOST);
        InetSocketAddress management = PEER_MANAGEMENT.isEmpty() ? null : BrokerUnderTest.management();
        return management == null
                ? new Duel(new Player(ours), new Player(theirs))
                : new Duel(
                        new Player(ours.withManagement(management)),
                        new Player(theirs.withManagement(address(PEER_MANAGEMENT))));
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    private void compare(Duel duel, Script script) {
        Optional<Difference> found = duel.difference(script);
        if (found.isEmpty() || kinds.merge(found.get().kind(), 1, Integer::sum) > 1) {
            return;
        }
        // Each try of a script to which a broker does not answer takes as long as one waits for that.
        long begun = System.nanoTime();
        Shrinker shrinker = new Shrinker(
                each -> System.nanoTime() - begun < SHRINKING_MAX.toNanos()
                        && duel.persistent(each).isPresent(),
                SHRINKING_TRIES);
        Script shortest = shrinker.shrink(
                script.without(found.get().index() + 1, script.steps().size()));
        Difference difference = duel.persistent(shortest).orElse(found.get());
        System.out.println(
                "fuzz: seed " + script.seed() + " differs: " + found.get().kind() + "\n" + difference.shown());
    }
}
