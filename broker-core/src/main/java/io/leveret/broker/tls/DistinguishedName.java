package io.leveret.broker.tls;

import io.leveret.codec.BinaryText;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Names of certificates as RabbitMQ writes them, which users are called by: the last part first as in RFC 4514, its
 * keywords, and every octet escaped that is no printable ASCII.
 */
final class DistinguishedName {

    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("2.5.4.4", "SN"),
            Map.entry("2.5.4.42", "GIVENNAME"),
            Map.entry("2.5.4.43", "INITIALS"),
            Map.entry("2.5.4.44", "GENERATIONQUALIFIER"),
            Map.entry("2.5.4.3", "CN"),
            Map.entry("2.5.4.7", "L"),
            Map.entry("2.5.4.8", "ST"),
            Map.entry("2.5.4.10", "O"),
            Map.entry("2.5.4.11", "OU"),
            Map.entry("2.5.4.12", "TITLE"),
            Map.entry("2.5.4.6", "C"),
            Map.entry("2.5.4.5", "SERIALNUMBER"),
            Map.entry("2.5.4.65", "PSEUDONYM"),
            Map.entry("0.9.2342.19200300.100.1.25", "DC"),
            Map.entry("1.2.840.113549.1.9.1", "EMAILADDRESS"),
            Map.entry("0.9.2342.19200300.100.1.1", "UID"));

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ALWAYS_ESCAPED = "\"+,;<>\\";
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_UNESCAPED = 0x7D;

    private static final int UTF8_STRING = 0x0C;
    private static final int PRINTABLE_STRING = 0x13;
    private static final int TELETEX_STRING = 0x14;
    private static final int IA5_STRING = 0x16;
    private static final int UNIVERSAL_STRING = 0x1C;
    private static final int BMP_STRING = 0x1E;

    private static final int BASE_128_BITS = 7;
    private static final int SECOND_ARC_MAX = 40;

    private record Attribute(String type, String value) {}

    private DistinguishedName() {}

    /** The whole name. */
    static String of(X500Principal name) {
        List<String> parts = new ArrayList<>();
        for (List<Attribute> set : attributes(name)) {
            parts.add(String.join("+", set.stream().map(DistinguishedName::text).toList()));
        }
        Collections.reverse(parts);
        return String.join(",", parts);
    }

    /** The common names, in the order of the certificate. */
    static List<String> commonNames(X500Principal name) {
        return attributes(name).stream()
                .flatMap(List::stream)
                .filter(attribute -> attribute.type().equals(COMMON_NAME))
                .map(Attribute::value)
                .toList();
    }

    private static List<List<Attribute>> attributes(X500Principal name) {
        List<List<Attribute>> sets = new ArrayList<>();
        Der sequence = new Der(name.getEncoded()).next(Der.SEQUENCE);
        while (sequence.hasNext()) {
            Der set = sequence.next(Der.SET);
            List<Attribute> attributes = new ArrayList<>();
            while (set.hasNext()) {
                Der attribute = set.next(Der.SEQUENCE);
                String type = identifier(attribute.next(Der.OBJECT_IDENTIFIER).octets());
                int tag = attribute.nextTag();
                attributes.add(new Attribute(type, value(tag, attribute.next().octets())));
            }
            sets.add(attributes);
        }
        return sets;
    }

    private static String identifier(byte[] octets) {
        StringBuilder text = new StringBuilder();
        BigInteger arc = BigInteger.ZERO;
        for (byte octet : octets) {
            arc = arc.shiftLeft(BASE_128_BITS).or(BigInteger.valueOf(octet & 0x7F));
            if (octet >= 0) {
                if (text.isEmpty()) {
                    int first = Math.min(2, arc.intValue() / SECOND_ARC_MAX);
                    text.append(first);
                    arc = arc.subtract(BigInteger.valueOf((long) first * SECOND_ARC_MAX));
                }
                text.append('.').append(arc);
                arc = BigInteger.ZERO;
            }
        }
        return text.toString();
    }

    private static String value(int tag, byte[] octets) {
        Charset charset = switch (tag) {
            case UTF8_STRING -> StandardCharsets.UTF_8;
            case PRINTABLE_STRING, TELETEX_STRING, IA5_STRING -> StandardCharsets.ISO_8859_1;
            case BMP_STRING -> StandardCharsets.UTF_16BE;
            case UNIVERSAL_STRING -> Charset.forName("UTF-32BE");
            default -> null;
        };
        return charset == null ? BinaryText.readable(octets) : new String(octets, charset);
    }

    private static String text(Attribute attribute) {
        return KEYWORDS.getOrDefault(attribute.type(), attribute.type()) + "=" + escaped(attribute.value());
    }

    private static String escaped(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            int octet = Byte.toUnsignedInt(octets[i]);
            boolean atAnEnd = (i == 0 && (octet == ' ' || octet == '#')) || (i == octets.length - 1 && octet == ' ');
            if (octet < FIRST_PRINTABLE || octet > LAST_UNESCAPED) {
                text.append('\\').append(HexFormat.of().withUpperCase().toHexDigits(octets[i]));
            } else if (atAnEnd || ALWAYS_ESCAPED.indexOf(octet) >= 0) {
                text.append('\\').append((char) octet);
            } else {
                text.append((char) octet);
            }
        }
        return text.toString();
    }
}
