package io.leveret.broker.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What clients have done and been told over several lives of a broker. What is wrong whenever it is seen is said at once;
 * what must be there in the end {@link CrashVerdict} knows.
 */
final class CrashLedger {

    /** A message that is published to one queue. */
    record Place(String queue, String message) {}

    /** A transaction: what it publishes, acknowledges and rejects, and in which life it was to be committed. */
    record Tx(List<Place> publishes, List<CrashEntry> acknowledged, List<CrashEntry> rejected, int life) {}

    private final CrashHouse house;
    private final Map<String, CrashMessage> messages = new LinkedHashMap<>();
    /** When each life began, in seconds, and which it was. */
    private final TreeMap<Long, Integer> lives = new TreeMap<>();
    /** When each life that is over had ended. */
    private final List<Long> ends = new ArrayList<>();

    private LongSupplier nowMs = () -> 0;
    /** Of each life, how many sessions have ended in it. */
    private final int[] sessionsGone = new int[CrashSimulation.LIVES + 1];

    private int stamps;
    private int confirms;

    /** All entries that anybody has got, and by their lives how often. */
    private final Map<CrashEntry, int[]> deliveries = new LinkedHashMap<>();

    /** Those that somebody has got without the mark of what may have come before. */
    private final Set<CrashEntry> unmarked = new HashSet<>();

    final Set<CrashEntry> acknowledged = new HashSet<>();
    final Set<CrashEntry> rejected = new HashSet<>();
    final List<Tx> committing = new ArrayList<>();
    final List<Tx> committed = new ArrayList<>();
    /** What is in the queues in the end. */
    final Set<CrashEntry> found = new LinkedHashSet<>();

    CrashLedger(CrashHouse house) {
        this.house = house;
    }

    /** A broker lives from here on, by this clock; the seconds of one life are not those of another. */
    void beginLife(LongSupplier wallMs) {
        nowMs = wallMs;
        lives.put(wallMs.getAsLong() / 1000, ends.size());
    }

    void endLife() {
        ends.add(nowMs());
    }

    long nowMs() {
        return nowMs.getAsLong();
    }

    int life() {
        return ends.size();
    }

    int lifeOf(CrashEntry.Death death) {
        return lives.floorEntry(death.timeS()).getValue();
    }

    /** When that life had ended, or {@link CrashMessage#NEVER}. */
    long endOf(int life) {
        return life < ends.size() ? ends.get(life) : CrashMessage.NEVER;
    }

    CrashMessage message(String name) {
        return Objects.requireNonNull(messages.get(name));
    }

    Iterable<CrashMessage> messages() {
        return messages.values();
    }

    CrashMessage publish(String name, List<String> targets) {
        // Where all is kept, every third message is not persistent.
        boolean isTransient =
                CrashMessage.number(name) % 3 == 1 && targets.size() == 1 && house.keepsTransient(targets.get(0));
        CrashMessage message = new CrashMessage(name, targets, isTransient, nowMs(), life(), stamps++);
        messages.put(name, message);
        return message;
    }

    void confirmed(String name) {
        CrashMessage message = message(name);
        message.confirmed = true;
        message.confirmedStamp = stamps++;
        message.receivedMs = nowMs();
        confirms++;
    }

    /** The broker has said that one of the queues did not take it. */
    void refused(String name) {
        CrashMessage message = message(name);
        message.refused = true;
        require(
                message.targets.stream().anyMatch(queue -> house.spec(queue).refuses()),
                "is refused, though no queue does that of",
                name,
                message.targets);
        for (CrashEntry entry : deliveries.keySet()) {
            requireKnown(entry);
        }
    }

    /** A client got it. */
    void delivered(CrashEntry entry, boolean redelivered) {
        requireKnown(entry);
        int[] byLife = deliveries.computeIfAbsent(entry, first -> new int[CrashSimulation.LIVES + 1]);
        // In what order two clients got it within one life they do not know.
        boolean isFirst = Arrays.stream(byLife, 0, life()).sum() == 0 && (redelivered || unmarked.add(entry));
        require(redelivered || isFirst, "is not marked in", entry.message(), entry);
        byLife[life()]++;
        int limit = house.spec(entry.queue()).deliveryLimit();
        require(
                limit < 0 || deliveries(entry, life()) <= limit + 1,
                "comes more often than it may in",
                entry.message(),
                entry);
    }

    /** A session has ended: what was on its way to it comes back though nobody has got it. */
    void sessionGone() {
        sessionsGone[life()]++;
    }

    boolean hasLostSessions(int life) {
        return sessionsGone[life] > 0;
    }

    /** How often it was got in that life. */
    int deliveries(CrashEntry entry, int life) {
        int[] byLife = deliveries.get(entry);
        return byLife == null ? 0 : byLife[life];
    }

    /** Everything that anybody has got, in the end too. */
    Set<CrashEntry> seen() {
        return deliveries.keySet();
    }

    /** Nothing may be there that nobody has published, or that cannot have died as it says. */
    private void requireKnown(CrashEntry entry) {
        CrashMessage message = messages.get(entry.message());
        if (message == null || !message.targets.contains(entry.origin())) {
            throw new AssertionError(entry + " was never published");
        }
        require(!message.aborted, "was of a transaction that came to nothing:", entry.message(), entry);
        boolean isRefused = message.refused && message.targets.size() == 1;
        require(
                !isRefused
                        || (!entry.past().isEmpty()
                                && entry.past().get(0).reason().equals("maxlen")),
                "was refused, and is in",
                entry.message(),
                entry);
        for (CrashEntry dead = entry; dead.source() != null; dead = Objects.requireNonNull(dead.source())) {
            requireMayHaveDied(Objects.requireNonNull(dead.source()), dead.lastDeath(), dead.queue());
        }
    }

    private void requireMayHaveDied(CrashEntry source, CrashEntry.Death death, String next) {
        CrashHouse.Spec spec = house.spec(source.queue());
        require(next.equals(spec.next()), "has gone to another queue than it should:", source.message(), next);
        boolean may = switch (death.reason()) {
            case "expired" -> mayHaveExpired(source, death.timeS() * 1000 + 999);
            case "maxlen" -> spec.lettersOfLimit();
            case "rejected" -> rejected.contains(source);
            case "delivery_limit" -> spec.deliveryLimit() >= 0;
            default -> false;
        };
        require(may, "died without reason: " + death, source.message(), source);
    }

    /** Whether its time may be over. */
    boolean mayHaveExpired(CrashEntry entry, long atMs) {
        boolean isLetter = !entry.past().isEmpty();
        long ttlMs = ttlMs(entry);
        long sinceMs = isLetter ? entry.lastDeath().timeS() * 1000 : message(entry.message()).atMs;
        return ttlMs != CrashMessage.NEVER && sinceMs + ttlMs <= atMs;
    }

    /** A dead letter has no expiration of its own. */
    private long ttlMs(CrashEntry entry) {
        boolean isLetter = !entry.past().isEmpty();
        return house.spec(entry.queue())
                .ttlMs(isLetter ? CrashMessage.NEVER : CrashMessage.expirationMs(entry.message()));
    }

    /** Whether its time must be over. */
    boolean mustHaveExpired(CrashEntry entry) {
        CrashMessage message = message(entry.message());
        boolean isLetter = !entry.past().isEmpty();
        long enteredMs =
                isLetter ? endOf(lifeOf(entry.lastDeath())) : Math.min(message.receivedMs, endOf(message.life));
        long ttlMs = ttlMs(entry);
        return ttlMs != CrashMessage.NEVER && enteredMs != CrashMessage.NEVER && enteredMs + ttlMs <= nowMs();
    }

    void acknowledged(CrashEntry entry) {
        acknowledged.add(entry);
    }

    /** Now, or in a transaction that may never be committed. */
    void rejected(CrashEntry entry) {
        rejected.add(entry);
    }

    void committing(Tx transaction) {
        committing.add(transaction);
    }

    void committed(Tx transaction) {
        committing.remove(transaction);
        committed.add(transaction);
        transaction.publishes.forEach(place -> message(place.message).receivedMs = nowMs());
    }

    /** Nothing of it may have taken effect. */
    void aborted(Tx transaction) {
        committing.remove(transaction);
        transaction.publishes.forEach(place -> message(place.message).aborted = true);
        seen().forEach(this::requireKnown);
    }

    /** It is in a queue in the end. */
    void found(CrashEntry entry, boolean redelivered) {
        require(found.add(entry), "is there twice:", entry.message(), entry);
        delivered(entry, redelivered);
    }

    int size() {
        return messages.size();
    }

    int confirms() {
        return confirms;
    }

    static void require(boolean condition, String what, String message, Object where) {
        if (!condition) {
            throw new AssertionError(message + " " + what + " " + where);
        }
    }
}
