package io.leveret.app.tool.command;

import io.leveret.app.tool.Arguments;
import io.leveret.app.tool.Call;
import io.leveret.app.tool.Columns;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.ChannelInfo;
import io.leveret.broker.ConnectionInfo;
import io.leveret.broker.ConnectionOperations;
import io.leveret.broker.TlsInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Connections and their channels. What is a process number with RabbitMQ is the name of each here. */
final class ConnectionCommands {

    private static final String GLOBAL = "--global";
    private static final String LIMIT = "--limit";
    private static final String DELAY = "--per-connection-delay";

    private static final Columns<ConnectionInfo> CONNECTIONS = connectionColumns();

    private static final Columns<ChannelInfo> CHANNELS = Columns.<ChannelInfo>of(
                    "pid", "user", "consumer_count", "messages_unacknowledged")
            .with("pid", ChannelInfo::name)
            .with("connection", ChannelInfo::connection)
            .with("name", ChannelInfo::name)
            .with("number", ChannelInfo::number)
            .with("user", ChannelInfo::user)
            .with("vhost", ChannelInfo::vhost)
            .with("transactional", ChannelInfo::transactional)
            .with("confirm", ChannelInfo::confirms)
            .with("consumer_count", ChannelInfo::consumers)
            .with("messages_unacknowledged", ChannelInfo::unacked)
            .with("messages_uncommitted", ChannelInfo::uncommitted)
            .with("acks_uncommitted", ChannelInfo::uncommittedAcks)
            .with("messages_unconfirmed", ChannelInfo::unconfirmed)
            .with("prefetch_count", ChannelInfo::prefetch)
            .with("global_prefetch_count", ChannelInfo::globalPrefetch);

    static final List<Command> ALL = List.of(
            Command.of(
                            Scope.CTL,
                            Group.OBSERVABILITY,
                            "list_connections",
                            "Lists connections of clients",
                            ConnectionCommands::list)
                    .withColumns(CONNECTIONS.names())
                    .alsoIn(Scope.DIAGNOSTICS),
            Command.of(
                            Scope.CTL,
                            Group.OBSERVABILITY,
                            "list_channels",
                            "Lists channels of all connections",
                            ConnectionCommands::listChannels)
                    .withColumns(CHANNELS.names())
                    .alsoIn(Scope.DIAGNOSTICS),
            Command.of(
                            Scope.CTL,
                            Group.OPERATIONS,
                            "close_connection",
                            "Closes a connection and tells its client why",
                            ConnectionCommands::close)
                    .with("<connection> <explanation>", 2, 2),
            Command.of(
                            Scope.CTL,
                            Group.OPERATIONS,
                            "close_all_connections",
                            "Closes the connections to a virtual host, or all",
                            ConnectionCommands::closeAll)
                    .with("<explanation>", 1, 1)
                    .with(
                            Option.flag("those to all virtual hosts", GLOBAL),
                            Option.of(LIMIT, "number", "close no more than so many"),
                            Option.of(DELAY, "milliseconds", "accepted")),
            Command.of(
                            Scope.CTL,
                            Group.OPERATIONS,
                            "close_all_user_connections",
                            "Closes the connections of a user",
                            ConnectionCommands::closeAllOfUser)
                    .with("<username> <explanation>", 2, 2));

    private ConnectionCommands() {}

    private static Columns<ConnectionInfo> connectionColumns() {
        return Columns.<ConnectionInfo>of("user", "peer_host", "peer_port", "state")
                .with("pid", ConnectionInfo::name)
                .with("name", ConnectionInfo::name)
                .with("user_provided_name", ConnectionInfo::nameByClient)
                .with("host", connection -> host(connection.local()))
                .with("port", connection -> port(connection.local()))
                .with("peer_host", connection -> host(connection.peer()))
                .with("peer_port", connection -> port(connection.peer()))
                .with("ssl", connection -> connection.tls() != null)
                .with("ssl_protocol", tls(TlsInfo::protocol))
                .with("ssl_cipher", tls(TlsInfo::cipherSuite))
                .with(
                        "peer_cert_subject",
                        tls(tls -> tls.peer() == null ? null : tls.peer().subject()))
                .with(
                        "peer_cert_issuer",
                        tls(tls -> tls.peer() == null ? null : tls.peer().issuer()))
                .with(
                        "peer_cert_validity",
                        tls(tls -> tls.peer() == null
                                ? null
                                : tls.peer().from() + " - " + tls.peer().until()))
                .with("state", ConnectionInfo::state)
                .with("channels", ConnectionInfo::channels)
                .with("protocol", connection -> "{0,9,1}")
                .with("auth_mechanism", ConnectionInfo::mechanism)
                .with("user", ConnectionInfo::user)
                .with("vhost", ConnectionInfo::vhost)
                .with("timeout", ConnectionInfo::heartbeatSeconds)
                .with("frame_max", ConnectionInfo::frameMax)
                .with("channel_max", ConnectionInfo::channelMax)
                .with("client_properties", connection -> new Arguments(connection.clientProperties()))
                .with("connected_at", ConnectionInfo::connectedAtMs)
                .with("recv_oct", ConnectionInfo::octetsIn)
                .with("recv_cnt", ConnectionInfo::readsIn)
                .with("send_oct", ConnectionInfo::octetsOut)
                .with("send_cnt", ConnectionInfo::writesOut)
                .with("send_pend", ConnectionInfo::octetsPending)
                .withEmpty("ssl_key_exchange", "ssl_hash");
    }

    private static Function<ConnectionInfo, @Nullable Object> tls(Function<TlsInfo, @Nullable Object> part) {
        return connection -> connection.tls() == null ? null : part.apply(connection.tls());
    }

    private static @Nullable String host(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? null
                : address.getAddress().getHostAddress();
    }

    private static @Nullable Integer port(@Nullable InetSocketAddress address) {
        return address == null ? null : address.getPort();
    }

    private static void list(Call call) throws Refusal, IOException {
        call.announce("Listing connections ...");
        CONNECTIONS.write(call, call.await(connections(call).list()));
    }

    private static void listChannels(Call call) throws Refusal, IOException {
        call.announce("Listing channels ...");
        CHANNELS.write(call, call.await(connections(call).channels()));
    }

    private static ConnectionOperations connections(Call call) {
        return Checked.management(call).connections();
    }

    private static void close(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Closing connection " + name + ", reason: " + call.argument(1) + "...");
        if (call.await(connections(call).find(name)).isEmpty()) {
            throw Refusal.error(Status.UNAVAILABLE, "there is no connection " + name + " (see list_connections name)");
        }
        connections(call).close(name, call.argument(1));
        call.done();
    }

    private static void closeAll(Call call) throws Refusal, IOException {
        boolean all = call.has(GLOBAL);
        call.announce("Closing all connections" + (all ? "" : " in vhost " + call.vhost()) + ", reason: "
                + call.argument(0) + "...");
        closeThose(call, call.argument(0), each -> all || call.vhost().equals(each.vhost()));
    }

    private static void closeAllOfUser(Call call) throws Refusal, IOException {
        call.announce("Closing connections of user " + call.argument(0) + ", reason: " + call.argument(1) + "...");
        closeThose(call, call.argument(1), each -> each.user().equals(call.argument(0)));
    }

    private static void closeThose(Call call, String why, Predicate<ConnectionInfo> which) throws Refusal, IOException {
        List<ConnectionInfo> those = call.await(connections(call).list()).stream()
                .filter(which)
                .limit(limit(call))
                .toList();
        those.forEach(each -> connections(call).close(each.name(), why));
        call.say("Closed " + those.size() + " connections");
    }

    /** As with RabbitMQ's tools, 0 is no limit. */
    private static long limit(Call call) throws Refusal {
        String text = call.option(LIMIT, "0");
        try {
            long limit = Long.parseLong(text);
            return limit <= 0 ? Long.MAX_VALUE : limit;
        } catch (NumberFormatException e) {
            throw Refusal.plain(Status.USAGE, "Error (argument validation): --limit : " + text);
        }
    }
}
