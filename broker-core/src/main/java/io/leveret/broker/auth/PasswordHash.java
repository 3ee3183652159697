package io.leveret.broker.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a password, as RabbitMQ keeps it: four octets of salt, then the digest of salt and password. Immutable.
 */
public final class PasswordHash {

    private static final int SALT_BYTES = 4;

    /** How the digest is made. */
    public enum Algorithm {
        SHA_256("rabbit_password_hashing_sha256", "SHA-256"),
        SHA_512("rabbit_password_hashing_sha512", "SHA-512"),
        /** Only to take over users of an old RabbitMQ. */
        MD5("rabbit_password_hashing_md5", "MD5");

        private final String title;
        private final String digest;

        Algorithm(String title, String digest) {
            this.title = title;
            this.digest = digest;
        }

        /** RabbitMQ's name for it. */
        public String title() {
            return title;
        }

        /** Null if there is none of that name. */
        public static @Nullable Algorithm named(String title) {
            for (Algorithm algorithm : values()) {
                if (algorithm.title.equals(title)) {
                    return algorithm;
                }
            }
            return null;
        }
    }

    private final Algorithm algorithm;
    private final byte[] saltAndDigest;

    private PasswordHash(Algorithm algorithm, byte[] saltAndDigest) {
        this.algorithm = algorithm;
        this.saltAndDigest = saltAndDigest;
    }

    /** Hashes a password with a salt that nobody can foretell. */
    public static PasswordHash of(Algorithm algorithm, byte[] password, int salt) {
        byte[] salted = ByteBuffer.allocate(SALT_BYTES).putInt(salt).array();
        byte[] digest = digest(algorithm, salted, password);
        return new PasswordHash(
                algorithm,
                ByteBuffer.allocate(SALT_BYTES + digest.length)
                        .put(salted)
                        .put(digest)
                        .array());
    }

    /**
     * Takes over a hash that was made elsewhere. One that is too short or too long fits no password.
     *
     * @throws IllegalArgumentException if this is not Base64
     */
    public static PasswordHash ofBase64(Algorithm algorithm, String base64) {
        return new PasswordHash(algorithm, Base64.getDecoder().decode(base64));
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** Salt and digest. */
    public String base64() {
        return Base64.getEncoder().encodeToString(saltAndDigest);
    }

    /** Whether this is the password; takes the same time for each that is not. */
    public boolean matches(byte[] password) {
        byte[] whole = Arrays.copyOf(saltAndDigest, Math.max(SALT_BYTES, saltAndDigest.length));
        byte[] salt = Arrays.copyOf(whole, SALT_BYTES);
        byte[] digest = Arrays.copyOfRange(whole, SALT_BYTES, whole.length);
        return MessageDigest.isEqual(digest, digest(algorithm, salt, password));
    }

    private static byte[] digest(Algorithm algorithm, byte[] salt, byte[] password) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm.digest);
            digest.update(salt);
            return digest.digest(password);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm.digest, e);
        }
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof PasswordHash other
                && algorithm == other.algorithm
                && Arrays.equals(saltAndDigest, other.saltAndDigest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(saltAndDigest);
    }

    /** Without salt and digest, which belong in no log. */
    @Override
    public String toString() {
        return "PasswordHash[" + algorithm.title() + "]";
    }
}
