package io.leveret.broker.auth;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The SASL mechanisms that carry a user name and a password: PLAIN (RFC 4616) and AMQPLAIN. */
public final class Sasl {

    /** A name and a password as the client gave them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Credentials(String user, byte[] password) {

        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }

    private Sasl() {}

    /**
     * Reads the response of connection.start-ok.
     *
     * @throws ConnectionException 503 for an unknown mechanism, 502 for a response that makes no sense
     */
    public static Credentials credentials(String mechanism, byte[] response) {
        return switch (mechanism) {
            case "PLAIN" -> plain(response);
            case "AMQPLAIN" -> amqplain(response);
            default ->
                throw new ConnectionException(
                        ReplyCode.COMMAND_INVALID, "unknown authentication mechanism '" + mechanism + "'");
        };
    }

    /** NUL user NUL password; RabbitMQ refuses an authorization identity before the first NUL. */
    private static Credentials plain(byte[] response) {
        int second = -1;
        for (int i = 1; i < response.length && second < 0; i++) {
            if (response[i] == 0) {
                second = i;
            }
        }
        boolean thirdNul = second >= 0 && contains(response, second + 1, (byte) 0);
        if (response.length == 0 || response[0] != 0 || second < 0 || thirdNul) {
            throw new ConnectionException(ReplyCode.SYNTAX_ERROR, "response to PLAIN challenge is malformed");
        }
        String user = new String(response, 1, second - 1, StandardCharsets.UTF_8);
        return new Credentials(user, Arrays.copyOfRange(response, second + 1, response.length));
    }

    private static boolean contains(byte[] bytes, int from, byte wanted) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** The entries of a field table with LOGIN and PASSWORD, without the table's own length. */
    private static Credentials amqplain(byte[] response) {
        FieldTable table = FieldTable.decode(response, 0, response.length);
        if (table.get("LOGIN") instanceof FieldValue.LongString login
                && table.get("PASSWORD") instanceof FieldValue.LongString password) {
            return new Credentials(login.toString(), password.bytes());
        }
        throw new ConnectionException(ReplyCode.SYNTAX_ERROR, "AMQPLAIN auth info is missing LOGIN or PASSWORD field");
    }
}
