package io.leveret.broker;

import java.util.List;

/**
 * Where and how a broker listens for AMQP over TLS.
 *
 * @param hosts addresses, at least one
 * @param port on each of them; 0 lets the system choose one for all
 */
public record TlsListener(List<String> hosts, int port, TlsOptions options) {

    public TlsListener {
        hosts = List.copyOf(hosts);
    }
}
