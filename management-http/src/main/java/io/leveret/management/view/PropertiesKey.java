package io.leveret.management.view;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The key by which RabbitMQ's API names a binding between two things: its routing key, and a hash of its arguments. */
public final class PropertiesKey {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private PropertiesKey() {}

    /** The key of a binding without arguments; a lone tilde if the routing key is empty, too. */
    static String of(String routingKey) {
        return routingKey.isEmpty() ? "~" : escaped(routingKey);
    }

    /** That of one with arguments. */
    static String of(String routingKey, int argumentsHash) {
        byte[] octets = ByteBuffer.allocate(Integer.BYTES).putInt(argumentsHash).array();
        return escaped(routingKey) + "~" + BASE64.encodeToString(octets);
    }

    private static String escaped(String text) {
        return quoted(text).replace("~", "%7E");
    }

    /** A text as it stands in an address, with a plus for each space. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet == ' ') {
                quoted.append('+');
            } else if (UNRESERVED.indexOf(octet) >= 0) {
                quoted.append((char) octet);
            } else {
                quoted.append(String.format("%%%02X", octet));
            }
        }
        return quoted.toString();
    }
}
