package io.leveret.app.tool.command;

import io.leveret.app.tool.Arguments;
import io.leveret.app.tool.Call;
import io.leveret.app.tool.Columns;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.BindingInfo;
import io.leveret.broker.ExchangeInfo;
import java.io.IOException;
import java.util.List;

/** Exchanges and bindings. */
final class ObjectCommands {

    private static final Columns<ExchangeInfo> EXCHANGES = Columns.<ExchangeInfo>of("name", "type")
            .with("name", ExchangeInfo::name)
            .with("type", ExchangeInfo::type)
            .with("durable", ExchangeInfo::durable)
            .with("auto_delete", ExchangeInfo::autoDelete)
            .with("internal", ExchangeInfo::internal)
            .with("arguments", exchange -> new Arguments(exchange.arguments()))
            .with("policy", ExchangeInfo::policy);

    private static final Columns<BindingInfo> BINDINGS = Columns.<BindingInfo>of(
                    "source_name", "source_kind", "destination_name", "destination_kind", "routing_key", "arguments")
            .with("source_name", BindingInfo::source)
            .with("source_kind", binding -> "exchange")
            .with("destination_name", BindingInfo::destination)
            .with("destination_kind", binding -> binding.toExchange() ? "exchange" : "queue")
            .with("routing_key", BindingInfo::routingKey)
            .with("arguments", binding -> new Arguments(binding.arguments()));

    static final List<Command> ALL = List.of(
            Command.of(
                            Scope.CTL,
                            Group.OBSERVABILITY,
                            "list_exchanges",
                            "Lists exchanges of a virtual host",
                            ObjectCommands::listExchanges)
                    .withColumns(EXCHANGES.names())
                    .alsoIn(Scope.DIAGNOSTICS),
            Command.of(
                            Scope.CTL,
                            Group.OBSERVABILITY,
                            "list_bindings",
                            "Lists bindings of a virtual host",
                            ObjectCommands::listBindings)
                    .withColumns(BINDINGS.names())
                    .alsoIn(Scope.DIAGNOSTICS));

    private ObjectCommands() {}

    private static void listExchanges(Call call) throws IOException {
        call.announce("Listing exchanges for vhost " + call.vhost() + " ...");
        EXCHANGES.write(
                call, Checked.management(call).objects().exchanges(call.vhost()).orElse(List.of()));
    }

    private static void listBindings(Call call) throws IOException {
        call.announce("Listing bindings for vhost " + call.vhost() + "...");
        BINDINGS.write(
                call, Checked.management(call).objects().bindings(call.vhost()).orElse(List.of()));
    }
}
