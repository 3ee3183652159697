package io.leveret.broker.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a file in PEM form (RFC 7468); text between the blocks is passed over. */
final class Pem {

    private static final Pattern BLOCK = Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");
    private static final String CERTIFICATE = "CERTIFICATE";

    /**
     * A block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param content the text between its lines
     */
    record Block(String label, String content) {

        /** @throws IllegalArgumentException if this is no Base64 */
        byte[] octets() {
            return Base64.getMimeDecoder().decode(content);
        }

        /** Without the content, which may be a key. */
        @Override
        public String toString() {
            return "Block[" + label + "]";
        }
    }

    private Pem() {}

    static List<Block> blocks(byte[] file) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** All certificates, at least one, in the order of the file. */
    static List<X509Certificate> certificates(byte[] file) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals(CERTIFICATE)) {
                try {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.octets())));
                } catch (IllegalArgumentException e) {
                    throw new CertificateException("not Base64", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("there is none in PEM form in it");
        }
        return certificates;
    }
}
