package io.leveret.broker.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, made for a test: with whatever names and times, which no tool of the JDK's would write. */
public final class TestCertificate {

    private static final byte[] SHA256_WITH_ECDSA = HexFormat.of().parseHex("2a8648ce3d040302");
    private static final byte[] SHA256_WITH_RSA = HexFormat.of().parseHex("2a864886f70d01010b");
    private static final byte[] BASIC_CONSTRAINTS = HexFormat.of().parseHex("551d13");
    private static final byte[] ALTERNATIVE_NAMES = HexFormat.of().parseHex("551d11");
    private static final byte[] TRUE = {(byte) 0xFF};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int GENERALIZED_TIME = 0x18;
    private static final int BIT_STRING = 0x03;
    private static final int BOOLEAN = 0x01;
    private static final int CONTEXT_3 = 0xA3;
    /** Kinds of alternative names (RFC 5280). */
    private static final int EMAIL = 0x81;

    private static final int DNS = 0x82;
    private static final int URI = 0x86;
    private static final int IP = 0x87;

    private final X509Certificate certificate;
    private final PrivateKey key;

    private TestCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** What a certificate is to say. One thread's. */
    public static final class Maker {

        private byte[] subject = new X500Principal("CN=test").getEncoded();
        private Instant from = Instant.now().minus(Duration.ofHours(1));
        private Instant until = Instant.now().plus(Duration.ofDays(365));
        private boolean authority;
        private boolean rsa;
        private final List<byte[]> alternativeNames = new ArrayList<>();

        /** Its subject, as in {@code CN=shop,O=Example}. */
        public Maker named(String name) {
            return named(new X500Principal(name).getEncoded());
        }

        /** Its subject in DER. */
        Maker named(byte[] name) {
            subject = name;
            return this;
        }

        public Maker valid(Instant first, Instant last) {
            from = first;
            until = last;
            return this;
        }

        /** It may sign others. */
        public Maker authority() {
            authority = true;
            return this;
        }

        /** With a key of RSA and not of an elliptic curve. */
        public Maker rsa() {
            rsa = true;
            return this;
        }

        public Maker dns(String name) {
            return alternative(DNS, name.getBytes(StandardCharsets.US_ASCII));
        }

        public Maker email(String name) {
            return alternative(EMAIL, name.getBytes(StandardCharsets.US_ASCII));
        }

        public Maker uri(String name) {
            return alternative(URI, name.getBytes(StandardCharsets.US_ASCII));
        }

        /** For localhost and 127.0.0.1. */
        public Maker local() {
            return dns("localhost").alternative(IP, new byte[] {127, 0, 0, 1});
        }

        private Maker alternative(int kind, byte[] name) {
            alternativeNames.add(Der.write(kind, name));
            return this;
        }

        /** Signed by this authority, or by itself if that is null. */
        public TestCertificate signedBy(@Nullable TestCertificate issuer) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
                if (rsa) {
                    generator.initialize(2048);
                } else {
                    generator.initialize(new ECGenParameterSpec("secp256r1"));
                }
                KeyPair pair = generator.generateKeyPair();
                PrivateKey signer = issuer == null ? pair.getPrivate() : issuer.key;
                byte[] issuerName = issuer == null
                        ? subject
                        : issuer.certificate.getSubjectX500Principal().getEncoded();
                byte[] signed = sign(body(issuerName, signer, pair), signer);
                return new TestCertificate(
                        (X509Certificate) CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(signed)),
                        pair.getPrivate());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private byte[] body(byte[] issuerName, PrivateKey signer, KeyPair pair) {
            byte[] extensions = Der.write(CONTEXT_3, Der.write(Der.SEQUENCE, extensions()));
            return Der.write(
                    Der.SEQUENCE,
                    Der.write(Der.CONTEXT_0, Der.write(Der.INTEGER, new byte[] {2})),
                    Der.write(Der.INTEGER, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                    algorithm(signer),
                    issuerName,
                    Der.write(Der.SEQUENCE, time(from), time(until)),
                    subject,
                    pair.getPublic().getEncoded(),
                    extensions);
        }

        private byte[][] extensions() {
            List<byte[]> extensions = new ArrayList<>();
            byte[] constraints =
                    authority ? Der.write(Der.SEQUENCE, Der.write(BOOLEAN, TRUE)) : Der.write(Der.SEQUENCE);
            extensions.add(extension(BASIC_CONSTRAINTS, constraints));
            if (!alternativeNames.isEmpty()) {
                extensions.add(
                        extension(ALTERNATIVE_NAMES, Der.write(Der.SEQUENCE, alternativeNames.toArray(byte[][]::new))));
            }
            return extensions.toArray(byte[][]::new);
        }

        private static byte[] extension(byte[] identifier, byte[] value) {
            return Der.write(
                    Der.SEQUENCE, Der.write(Der.OBJECT_IDENTIFIER, identifier), Der.write(Der.OCTET_STRING, value));
        }

        private static byte[] time(Instant time) {
            return Der.write(GENERALIZED_TIME, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
        }

        private static byte[] algorithm(PrivateKey signer) {
            return signer.getAlgorithm().equals("RSA")
                    ? Der.write(Der.SEQUENCE, Der.write(Der.OBJECT_IDENTIFIER, SHA256_WITH_RSA), Der.write(Der.NULL))
                    : Der.write(Der.SEQUENCE, Der.write(Der.OBJECT_IDENTIFIER, SHA256_WITH_ECDSA));
        }

        private static byte[] sign(byte[] body, PrivateKey signer) throws GeneralSecurityException {
            Signature signature =
                    Signature.getInstance(signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            return Der.write(
                    Der.SEQUENCE, body, algorithm(signer), Der.write(BIT_STRING, new byte[] {0}, signature.sign()));
        }
    }

    /** Begins one. */
    public static Maker make() {
        return new Maker();
    }

    /** An authority of this name, signed by itself. */
    public static TestCertificate authority(String name) {
        return make().named("CN=" + name).authority().signedBy(null);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public PrivateKey key() {
        return key;
    }

    /** The certificate in PEM form. */
    public String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The key in PEM form, PKCS#8 and not encrypted. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String label, byte[] octets) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /** Writes {@code NAME.pem} and {@code NAME-key.pem}; returns the first. */
    public Path write(Path directory, String name) throws IOException {
        Files.writeString(directory.resolve(name + "-key.pem"), keyPem());
        return Files.writeString(directory.resolve(name + ".pem"), pem());
    }
}
