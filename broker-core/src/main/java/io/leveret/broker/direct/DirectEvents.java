package io.leveret.broker.direct;

import io.leveret.broker.channel.ChannelTerms;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;

/** Tells of a channel's stay what RabbitMQ tells of a direct connection. Used on the channel's loop. */
record DirectEvents(ChannelTerms terms, String name, String user, String virtualHost) {

    private static final String NAME = "name";
    private static final String UNKNOWN = "unknown";

    void opened(long nowMs) {
        terms.events()
                .happened(
                        "user.authentication.success",
                        () -> FieldTable.builder()
                                .put("connection_type", "direct")
                                .put(NAME, user));
        terms.events()
                .happened(
                        "connection.created",
                        () -> identity()
                                .put("type", "direct")
                                .put("protocol", "{'Direct',{0,9,1}}")
                                .put("user", user)
                                .put("vhost", virtualHost)
                                .put("client_properties", new FieldValue.Array(List.of()))
                                .put("host", UNKNOWN)
                                .put("port", UNKNOWN)
                                .put("peer_host", UNKNOWN)
                                .put("peer_port", UNKNOWN)
                                .put("connected_at", nowMs)
                                .put("user_who_performed_action", user));
    }

    void closed() {
        terms.events().happened("connection.closed", this::identity);
    }

    private FieldTable.Builder identity() {
        return FieldTable.builder().put("pid", name).put(NAME, name).put("node", terms.node());
    }
}
