package io.leveret.conformance.fuzz;

import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A broker that scripts are played to.
 *
 * @param virtualHost shown as "/", whatever its name is
 * @param management null where policies are left out
 */
record Peer(
        InetSocketAddress address,
        String virtualHost,
        @Nullable InetSocketAddress management) {

    static Peer of(InetSocketAddress address) {
        return new Peer(address, "/", null);
    }

    Peer withManagement(InetSocketAddress where) {
        return new Peer(address, virtualHost, where);
    }

    Peer withVirtualHost(String name) {
        return new Peer(address, name, management);
    }

    RawConnection connect() {
        return RawConnection.connect(address);
    }

    Handshake handshake() {
        return Handshake.handshake().virtualHost(virtualHost);
    }
}
