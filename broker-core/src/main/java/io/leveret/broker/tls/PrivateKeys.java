package io.leveret.broker.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads private keys in the forms that OpenSSL writes: PKCS#8, encrypted or not, and the older ones of RSA and EC. */
final class PrivateKeys {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final byte[] RSA_OID = HexFormat.of().parseHex("2a864886f70d010101");
    private static final byte[] EC_OID = HexFormat.of().parseHex("2a8648ce3d0201");
    private static final byte[] ZERO = {0};

    private PrivateKeys() {}

    /**
     * The first key of a PEM file.
     *
     * @param password null if there is none
     * @throws PasswordException if the key is encrypted, and not with this password
     * @throws GeneralSecurityException with a reason in a few words, if there is no key, or no usable one
     */
    static PrivateKey read(byte[] file, @Nullable String password) throws GeneralSecurityException {
        for (Pem.Block block : Pem.blocks(file)) {
            try {
                switch (block.label()) {
                    case "PRIVATE KEY" -> {
                        return decode(block.octets());
                    }
                    case "ENCRYPTED PRIVATE KEY" -> {
                        return decode(decrypt(block.octets(), password));
                    }
                    case "RSA PRIVATE KEY" -> {
                        return decode(ofRsa(plain(block)));
                    }
                    case "EC PRIVATE KEY" -> {
                        return decode(ofCurve(plain(block)));
                    }
                    default -> {
                        // Curve parameters, or a certificate in the same file.
                    }
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidKeyException("the key in it is damaged", e);
            }
        }
        throw new InvalidKeyException("there is no private key in PEM form in it");
    }

    private static byte[] plain(Pem.Block block) throws InvalidKeyException {
        if (block.content().contains("ENCRYPTED")) {
            throw new InvalidKeyException(
                    "the key in it is encrypted in OpenSSL's old form, which is not supported; openssl pkcs8 -topk8"
                            + " writes the new one");
        }
        return block.octets();
    }

    private static byte[] ofRsa(byte[] key) {
        byte[] algorithm = Der.write(Der.SEQUENCE, Der.write(Der.OBJECT_IDENTIFIER, RSA_OID), Der.write(Der.NULL));
        return pkcs8(algorithm, key);
    }

    /** The curve stands in the key itself (RFC 5915). */
    private static byte[] ofCurve(byte[] key) {
        Der fields = new Der(key).next(Der.SEQUENCE);
        fields.next(Der.INTEGER);
        fields.next(Der.OCTET_STRING);
        byte[] curve = fields.next(Der.CONTEXT_0).octets();
        return pkcs8(Der.write(Der.SEQUENCE, Der.write(Der.OBJECT_IDENTIFIER, EC_OID), curve), key);
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return Der.write(Der.SEQUENCE, Der.write(Der.INTEGER, ZERO), algorithm, Der.write(Der.OCTET_STRING, key));
    }

    private static PrivateKey decode(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // Of another algorithm, perhaps.
            }
        }
        throw new InvalidKeyException("the key in it is damaged or of a kind that is not supported");
    }

    private static byte[] decrypt(byte[] encrypted, @Nullable String password) throws GeneralSecurityException {
        if (password == null) {
            throw new PasswordException("the key in it is encrypted, and there is no password");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            AlgorithmParameters parameters = info.getAlgParameters();
            // PBES2 is a family; its parameters name the member.
            String algorithm =
                    parameters != null && info.getAlgName().equals("PBES2") ? parameters.toString() : info.getAlgName();
            Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw new PasswordException("the password is not that of the key in it");
        } catch (IOException e) {
            throw new InvalidKeyException("the key in it is damaged", e);
        }
    }

    /** Whether a signature by the one can be checked with the other. */
    static boolean belongTogether(PrivateKey own, PublicKey known) throws GeneralSecurityException {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> own.getAlgorithm();
        };
        if (!own.getAlgorithm().equals(known.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(own);
        signature.update("leveret".getBytes(StandardCharsets.UTF_8));
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update("leveret".getBytes(StandardCharsets.UTF_8));
        return signature.verify(signed);
    }

    /** The key is encrypted, and the password is missing or wrong. */
    static final class PasswordException extends GeneralSecurityException {

        private static final long serialVersionUID = 1L;

        PasswordException(String message) {
            super(message);
        }
    }
}
