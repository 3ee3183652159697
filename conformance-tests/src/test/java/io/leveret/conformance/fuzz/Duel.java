package io.leveret.conformance.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays scripts to two brokers side by side and compares what they say. One thread uses it. */
final class Duel implements AutoCloseable {

    private static final List<Player.Pace> SLOWER =
            List.of(new Player.Pace(2, 3), Player.Pace.CAREFUL, new Player.Pace(3, 80));

    private final Player ours;
    private final Player theirs;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final KnownDifferences known = new KnownDifferences();
    private List<List<String>> ourTranscript = List.of();
    private List<List<String>> theirTranscript = List.of();
    private int attempts;
    private int passing;

    Duel(Player ours, Player theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /**
     * The difference that shows at a quick pace and whenever the script is played slowly: what shows once only is a
     * matter of who was faster, in RabbitMQ as in Leveret.
     */
    Optional<Difference> difference(Script script) {
        Optional<Difference> quick = play(script, Player.Pace.QUICK);
        return quick.isEmpty() ? quick : persistent(script);
    }

    /** The same without the quick run. */
    Optional<Difference> persistent(Script script) {
        Optional<Difference> careful = Optional.empty();
        for (Player.Pace pace : SLOWER) {
            careful = play(script, pace);
            if (careful.isEmpty()) {
                passing++;
                return careful;
            }
        }
        return careful;
    }

    private Optional<Difference> play(Script script, Player.Pace pace) {
        String prefix = "fuzz" + script.seed() + "." + ++attempts + ".";
        Future<List<List<String>>> our = threads.submit(() -> ours.play(script, prefix, pace));
        Future<List<List<String>>> their = threads.submit(() -> theirs.play(script, prefix, pace));
        try {
            ourTranscript = our.get();
            theirTranscript = their.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("while this was played: " + script, e);
        }
        return known.first(script, ourTranscript, theirTranscript);
    }

    /** What our broker said in the last run. */
    List<List<String>> ourTranscript() {
        return ourTranscript;
    }

    /** What the other broker said in the last run. */
    List<List<String>> theirTranscript() {
        return theirTranscript;
    }

    /** How many scripts differed at a quick pace only. */
    int passing() {
        return passing;
    }

    KnownDifferences known() {
        return known;
    }

    @Override
    public void close() {
        ours.close();
        theirs.close();
        threads.shutdown();
    }
}
