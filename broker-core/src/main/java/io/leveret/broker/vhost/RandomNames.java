package io.leveret.broker.vhost;

import java.util.Base64;
import java.util.SplittableRandom;

/**
 * Names that the broker invents: {@code amq.gen-} and {@code amq.ctag-} with 22 characters behind them.
 *
 * <p>The broker's one source of randomness; every owner gets a branch of its own, so that a run can be repeated from its
 * seed. Owned by one thread.
 */
public final class RandomNames {

    private static final int RANDOM_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SplittableRandom random;

    public RandomNames(long seed) {
        this(new SplittableRandom(seed));
    }

    private RandomNames(SplittableRandom random) {
        this.random = random;
    }

    /** A source for another owner. */
    public RandomNames split() {
        return new RandomNames(random.split());
    }

    /** A number that nobody can foretell. */
    public int nextInt() {
        return random.nextInt();
    }

    /** A name with this prefix that nobody else has, as far as 128 random bits go. */
    public String next(String prefix) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + BASE64.encodeToString(bytes);
    }
}
