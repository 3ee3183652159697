package io.leveret.broker.connection;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client learns of a fault or a shortage of the broker's own. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Logs the fault; 541, which says no more than where it happened. */
    static ConnectionException unexpected(Object where, Throwable fault) {
        LOG.error("{}: unexpected failure", where, fault);
        return new ConnectionException(ReplyCode.INTERNAL_ERROR, "unexpected failure, see the broker's log");
    }

    /** 506 for a connection that must go since it has begun to send more than there is room for. */
    static ConnectionException holdsTooMuch(long bytes) {
        return new ConnectionException(
                ReplyCode.RESOURCE_ERROR,
                "no room for more half-received message bodies, of which this connection holds " + bytes + " bytes");
    }
}
