package io.leveret.management.resource;

import io.leveret.management.view.OverviewBody;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the API itself is served, which the broker does not know.
 *
 * @param addresses that are listened on at the moment; asked by any thread
 * @param path what is in front of {@code /api}
 */
public record OwnListeners(String node, Supplier<List<InetSocketAddress>> addresses, String path) {

    /** As the overview lists them. */
    public List<OverviewBody.Listener> listeners() {
        return addresses.get().stream()
                .map(address -> new OverviewBody.Listener(
                        node, "http", NetUtil.toAddressString(address.getAddress()), address.getPort()))
                .toList();
    }

    /** What is served there. */
    List<OverviewBody.Context> contexts() {
        return addresses.get().stream()
                .map(address -> new OverviewBody.Context(
                        List.of(),
                        node,
                        "RabbitMQ Management",
                        path.isEmpty() ? "/" : path,
                        NetUtil.toAddressString(address.getAddress()),
                        String.valueOf(address.getPort())))
                .toList();
    }
}
