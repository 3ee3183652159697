package io.leveret.broker.connection;

import io.leveret.codec.value.FieldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a {@link CrashSimulation}: three that are always the same, some that the seed draws, and one to which all
 * dead letters lead in the end. Dead letters go on to later queues only.
 */
final class CrashHouse {

    static final String FANOUT = "fan";
    static final String DEAD = "dead";
    private static final int DRAWN = 4;
    private static final int NONE = -1;
    private static final String DROP_HEAD = "drop-head";
    private static final String REJECT_PUBLISH = "reject-publish";
    private static final String REJECT_PUBLISH_DLX = "reject-publish-dlx";

    /** A queue as it is declared; a number that is not given is negative. */
    record Spec(
            String name,
            boolean isQuorum,
            int ttlMs,
            int maxLength,
            int maxBytes,
            String overflow,
            int maxPriority,
            int deliveryLimit,
            boolean isSure,
            @Nullable String next) {

        private static Spec plain(String name, @Nullable String next) {
            return new Spec(name, false, NONE, NONE, NONE, DROP_HEAD, NONE, NONE, false, next);
        }

        FieldTable arguments() {
            FieldTable.Builder arguments = FieldTable.builder();
            put(arguments, "x-message-ttl", ttlMs);
            put(arguments, "x-max-length", maxLength);
            put(arguments, "x-max-length-bytes", maxBytes);
            put(arguments, "x-max-priority", maxPriority);
            if (isQuorum) {
                // Below zero there is none, not the one that all quorum queues have.
                arguments.put("x-queue-type", "quorum").put("x-delivery-limit", deliveryLimit);
            }
            if (!overflow.equals(DROP_HEAD)) {
                arguments.put("x-overflow", overflow);
            }
            if (isSure) {
                arguments.put("x-dead-letter-strategy", "at-least-once");
            }
            if (next != null) {
                arguments.put("x-dead-letter-exchange", "").put("x-dead-letter-routing-key", next);
            }
            return arguments.build();
        }

        private static void put(FieldTable.Builder arguments, String name, int value) {
            if (value >= 0) {
                arguments.put(name, value);
            }
        }

        boolean isLimited() {
            return maxLength >= 0 || maxBytes >= 0;
        }

        boolean dropsHead() {
            return isLimited() && overflow.equals(DROP_HEAD);
        }

        boolean refuses() {
            return isLimited() && !overflow.equals(DROP_HEAD);
        }

        /** Whether what does not fit becomes a dead letter. */
        boolean lettersOfLimit() {
            return isLimited() && !overflow.equals(REJECT_PUBLISH);
        }

        boolean isRanked() {
            return maxPriority > 0;
        }

        int priority(String message) {
            return isRanked() ? Math.min(maxPriority, CrashMessage.priority(message)) : 0;
        }

        /** How long a message stays at most that came with this expiration, or {@link CrashMessage#NEVER}. */
        long ttlMs(long expirationMs) {
            return ttlMs < 0 ? expirationMs : Math.min(ttlMs, expirationMs);
        }
    }

    private final List<Spec> specs = new ArrayList<>();

    CrashHouse(SplittableRandom random) {
        boolean isQuorum = random.nextInt(3) == 0;
        specs.add(new Spec(DEAD, isQuorum, NONE, NONE, NONE, DROP_HEAD, NONE, NONE, false, null));
        for (int i = DRAWN - 1; i >= 0; i--) {
            specs.add(0, drawn("d" + i, random));
        }
        specs.add(0, new Spec("ranked", false, NONE, NONE, NONE, DROP_HEAD, 3, NONE, false, null));
        specs.add(0, Spec.plain("q1", null));
        specs.add(0, Spec.plain("q0", later(random).name));
    }

    /** One of those that are there already. */
    private Spec later(SplittableRandom random) {
        return specs.get(random.nextInt(specs.size()));
    }

    private Spec drawn(String name, SplittableRandom random) {
        boolean isQuorum = random.nextInt(5) < 2;
        Spec next = random.nextInt(5) == 0 ? null : later(random);
        // A letter that is tried again and that each time becomes another letter comes more than once.
        boolean isSure = isQuorum && next != null && !next.overflow.equals(REJECT_PUBLISH_DLX) && random.nextBoolean();
        String overflow = switch (random.nextInt(5)) {
            case 0, 1 -> REJECT_PUBLISH;
            case 2 -> isQuorum ? DROP_HEAD : REJECT_PUBLISH_DLX;
            default -> DROP_HEAD;
        };
        boolean limited = random.nextBoolean();
        // What refuses has room for one at least, so that letters which wait for that come in the end.
        int room = isSure || !overflow.equals(DROP_HEAD) ? 1 : 0;
        return new Spec(
                name,
                isQuorum,
                random.nextBoolean() ? 100 + random.nextInt(8_000) : NONE,
                limited && random.nextInt(4) > 0 ? 3 * room + random.nextInt(12) : NONE,
                limited && random.nextInt(3) == 0 ? 20 + 100 * room + random.nextInt(300) : NONE,
                isSure ? REJECT_PUBLISH : overflow,
                !isQuorum && random.nextInt(3) == 0 ? 1 + random.nextInt(5) : NONE,
                isQuorum ? random.nextInt(3) : NONE,
                isSure,
                next == null ? null : next.name);
    }

    /** All queues; dead letters lead to later ones. */
    List<Spec> all() {
        return specs;
    }

    Spec spec(String name) {
        for (Spec spec : specs) {
            if (spec.name.equals(name)) {
                return spec;
            }
        }
        throw new AssertionError("no queue " + name);
    }

    /** One to which clients publish. */
    String anyTarget(SplittableRandom random) {
        return specs.get(random.nextInt(specs.size() - 1)).name;
    }

    String any(SplittableRandom random) {
        return specs.get(random.nextInt(specs.size())).name;
    }

    /** Those that are bound to {@link #FANOUT}. */
    List<String> fanned() {
        return specs.subList(0, 5).stream().map(Spec::name).toList();
    }

    /** Whether a message survives here that is not persistent, and so do its dead letters wherever they go. */
    boolean keepsTransient(String queue) {
        Spec spec = spec(queue);
        return spec.isQuorum && (spec.next == null || keepsTransient(spec.next));
    }

    /** Whether dead letters may come there. */
    boolean isNext(String queue) {
        return specs.stream().anyMatch(spec -> queue.equals(spec.next));
    }
}
