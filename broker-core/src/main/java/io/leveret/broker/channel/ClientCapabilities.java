package io.leveret.broker.channel;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;

/**
 * What a client said in connection.start-ok that it understands. What it did not list is not sent to it.
 *
 * @param consumerCancelNotify basic.cancel from the broker
 * @param authenticationFailureClose connection.close after a refused login
 * @param connectionBlocked connection.blocked and connection.unblocked
 */
public record ClientCapabilities(
        boolean consumerCancelNotify, boolean authenticationFailureClose, boolean connectionBlocked) {

    /** Of a client that has not said anything yet. */
    public static final ClientCapabilities NONE = new ClientCapabilities(false, false, false);

    /** Reads the {@code capabilities} table of the client properties. */
    public static ClientCapabilities of(FieldTable clientProperties) {
        if (!(clientProperties.get("capabilities") instanceof FieldValue.Table table)) {
            return NONE;
        }
        FieldTable listed = table.table();
        return new ClientCapabilities(
                isTrue(listed, "consumer_cancel_notify"),
                isTrue(listed, "authentication_failure_close"),
                isTrue(listed, "connection.blocked"));
    }

    private static boolean isTrue(FieldTable table, String name) {
        return table.get(name) instanceof FieldValue.Bool flag && flag.value();
    }
}
