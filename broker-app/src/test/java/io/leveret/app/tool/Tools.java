package io.leveret.app.tool;

import io.leveret.app.ctl.ToolTalk;
import io.leveret.app.tool.Node.Listener;
import io.leveret.app.tool.Node.Plugin;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import io.leveret.broker.UserOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker in this process, and the tools that ask it. */
final class Tools implements AutoCloseable {

    private final Broker broker;
    private final ToolRunner runner;
    final AtomicInteger stops = new AtomicInteger();

    private Tools(Broker broker, Path directory) {
        this.broker = broker;
        this.runner = ToolRunner.of(new Node(
                broker.management(),
                () -> broker.amqpPorts().stream()
                        .map(address -> new Listener(address, "amqp", "AMQP 0-9-1"))
                        .toList(),
                directory,
                List.of(),
                List.of("compat = 4.2"),
                List.of(
                        new Plugin("rabbitmq_management", true, "by a port"),
                        new Plugin("rabbitmq_event_exchange", false, "by event_exchange.vhost")),
                stops::incrementAndGet));
    }

    static Tools start(Path directory) throws BrokerStartException {
        return new Tools(
                Broker.start(BrokerConfig.defaults()
                        .withBindHosts(List.of("127.0.0.1"))
                        .withPort(0)
                        .withEventLoops(2)
                        .withDataDirectory(directory)),
                directory);
    }

    Broker broker() {
        return broker;
    }

    UserOperations guest() {
        return broker.management().objects().of("guest", "/");
    }

    /** What came of a command: the exit status, and what was said. */
    record Answer(int status, List<String> out, String err) {}

    /** Has rabbitmqctl do it, without what it announces. */
    Answer ctl(String... words) {
        return run("rabbitmqctl", "", words);
    }

    /** The same for rabbitmq-diagnostics. */
    Answer diagnostics(String... words) {
        return run("rabbitmq-diagnostics", "", words);
    }

    /** The same for rabbitmq-plugins. */
    Answer plugins(String... words) {
        return run("rabbitmq-plugins", "", words);
    }

    /** Any of them; {@code typed} is what the caller says when asked. */
    Answer run(String tool, String typed, String... words) {
        return run(runner, tool, typed, words);
    }

    static Answer run(ToolRunner runner, String tool, String typed, String... words) {
        List<String> out = new ArrayList<>();
        List<String> err = new ArrayList<>();
        try {
            int status = runner.run(tool, List.of(words), new ToolTalk() {
                @Override
                public void out(String text) {
                    out.addAll(List.of(text.split("\n", -1)));
                }

                @Override
                public void err(String text) {
                    err.add(text);
                }

                @Override
                public String ask(String prompt) {
                    return typed;
                }

                @Override
                public void awaitEnd(int status, Runnable stop) {
                    stop.run();
                }
            });
            return new Answer(status, out, String.join("\n", err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
