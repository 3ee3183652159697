package io.leveret.broker.connection;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What RabbitMQ calls a connection: {@code 127.0.0.1:53210 -> 127.0.0.1:5672}. */
final class ConnectionName {

    private ConnectionName() {}

    static String of(Channel socket) {
        return text(socket.remoteAddress()) + " -> " + text(socket.localAddress());
    }

    private static String text(@Nullable SocketAddress end) {
        if (end instanceof InetSocketAddress inet && inet.getAddress() != null) {
            String address = inet.getAddress().getHostAddress();
            return (inet.getAddress() instanceof Inet6Address ? "[" + address + "]" : address) + ":" + inet.getPort();
        }
        return String.valueOf(end);
    }
}
