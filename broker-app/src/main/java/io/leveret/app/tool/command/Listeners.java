package io.leveret.app.tool.command;

import io.leveret.app.tool.Node;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How listeners are shown. */
final class Listeners {

    private Listeners() {}

    static List<String> lines(Node node) {
        return node.listeners().get().stream()
                .map(each -> "Interface: " + host(each) + ", port: " + each.port() + ", protocol: " + each.protocol()
                        + ", purpose: " + each.purpose())
                .toList();
    }

    static List<Map<String, Object>> objects(Node node) {
        return node.listeners().get().stream()
                .map(each -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("interface", host(each));
                    object.put("node", node.name());
                    object.put("port", each.port());
                    object.put("protocol", each.protocol());
                    object.put("purpose", each.purpose());
                    return object;
                })
                .toList();
    }

    private static String host(Node.Listener listener) {
        String host = NetUtil.toAddressString(listener.address().getAddress());
        return listener.address().getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
    }
}
