package io.leveret.management.resource;

import io.leveret.management.view.OverviewBody;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where the API itself is served, which the broker does not know.
 *
 * @param addresses that are listened on at the moment; asked by any thread
 * @param metrics the same of the metrics
 * @param path what is in front of {@code /api}
 */
public record OwnListeners(
        String node,
        Supplier<List<InetSocketAddress>> addresses,
        Supplier<List<InetSocketAddress>> metrics,
        String path) {

    /** As the overview lists them. */
    public List<OverviewBody.Listener> listeners() {
        return Stream.concat(listeners("http", addresses), listeners("http/prometheus", metrics))
                .toList();
    }

    private Stream<OverviewBody.Listener> listeners(String protocol, Supplier<List<InetSocketAddress>> of) {
        return of.get().stream()
                .map(address -> new OverviewBody.Listener(
                        node, protocol, NetUtil.toAddressString(address.getAddress()), address.getPort()));
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
