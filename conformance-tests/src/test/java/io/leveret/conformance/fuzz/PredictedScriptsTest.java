package io.leveret.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.conformance.BrokerUnderTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Plays random scripts to the broker under test and holds what it answers against the {@link Model}, without the
 * steps that that does not know; {@code -Dfuzz.predicted=10000} plays more of them, {@code -Dfuzz.seed} others.
 */
class PredictedScriptsTest {

    private static final int SCRIPTS = Integer.getInteger("fuzz.predicted", 100);
    private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1);
    /** Of a script, on average, so that nobody thinks that much is seen where little is. */
    private static final int STEPS_MIN = 12;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void answersAreThoseOfTheModel() {
        Map<String, Integer> reasons = new TreeMap<>();
        int steps = 0;
        try (Player player = new Player(Peer.of(BrokerUnderTest.address()))) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + SCRIPTS; seed++) {
                Script script = Model.predictable(Generator.script(seed), reasons);
                steps += script.steps().size();
                hold(player, script, Model.predict(script));
            }
        }
        System.out.println("fuzz: " + steps + " steps of " + SCRIPTS + " scripts from seed " + FIRST_SEED
                + " were predicted; left out " + reasons);
        assertThat(steps / SCRIPTS).isGreaterThanOrEqualTo(STEPS_MIN);
    }

    private static void hold(Player player, Script script, List<List<String>> expected) {
        String prefix = "fuzz" + script.seed() + ".";
        if (player.play(script, prefix + "quick.", Player.Pace.QUICK).equals(expected)
                || player.play(script, prefix + "careful.", Player.Pace.CAREFUL).equals(expected)) {
            return;
        }
        List<List<String>> patient = player.play(script, prefix + "patient.", Player.Pace.PATIENT);
        new KnownDifferences().first(script, patient, expected).ifPresent(difference -> {
            throw new AssertionError("seed " + script.seed() + ", theirs is the model\n" + difference.shown());
        });
    }
}
