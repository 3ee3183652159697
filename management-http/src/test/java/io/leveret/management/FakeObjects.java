package io.leveret.management;

import io.leveret.broker.FetchedMessage;
import io.leveret.broker.GetMode;
import io.leveret.broker.OperationException;
import io.leveret.broker.PublishAnswer;
import io.leveret.broker.SampleWindow;
import io.leveret.management.view.BindingBody;
import io.leveret.management.view.ExchangeBody;
import io.leveret.management.view.ObjectView;
import io.leveret.management.view.UserObjectView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * In {@code /}: the exchanges {@code x} and the default one, a queue {@code q}, and a binding of {@code x} to each of both.
 * Says what it was asked to do, and fails if it shall.
 */
final class FakeObjects implements ObjectView {

    /** What it was asked to do. */
    final List<String> said = new ArrayList<>();

    /** What comes of the next publish. */
    PublishAnswer published = PublishAnswer.ROUTED;

    /** What a queue has. */
    List<FetchedMessage> messages = List.of();

    /** What comes of all else, if not null. */
    @Nullable
    RuntimeException refusal;

    void refuse(int code, String name, String text) {
        refusal = new OperationException(code, name, text);
    }

    @Override
    public boolean hasVirtualHost(String name) {
        return name.equals("/");
    }

    @Override
    public UserObjectView by(String user, String vhost) {
        return new OfUser(user + "@" + vhost + " ");
    }

    @Override
    public String propertiesKey(String routingKey, Map<String, ?> arguments) {
        return routingKey + "~" + arguments.size();
    }

    @Override
    public Optional<List<ExchangeBody>> exchanges(@Nullable String vhost) {
        return vhost == null || vhost.equals("/")
                ? Optional.of(List.of(exchange(""), exchange("x")))
                : Optional.empty();
    }

    private static ExchangeBody exchange(String name) {
        return new ExchangeBody(name, "/", "direct", true, false, false, Map.of(), name.isEmpty() ? null : "p");
    }

    @Override
    public CompletionStage<List<ExchangeBody>> counted(List<ExchangeBody> exchanges, @Nullable SampleWindow window) {
        return CompletableFuture.completedFuture(exchanges);
    }

    @Override
    public Optional<ExchangeBody> exchange(String vhost, String name) {
        return exchanges(vhost).stream()
                .flatMap(List::stream)
                .filter(exchange -> exchange.name().equals(name))
                .findFirst();
    }

    @Override
    public boolean hasQueue(String vhost, String name) {
        return vhost.equals("/") && name.equals("q");
    }

    @Override
    public Optional<List<BindingBody>> bindings(@Nullable String vhost) {
        return exchanges(vhost)
                .map(known -> List.of(
                        new BindingBody("x", "/", "q", "queue", "k y", Map.of("a", 1), "k+y~hash"),
                        new BindingBody("x", "/", "x", "exchange", "", Map.of(), "~")));
    }

    @Override
    public List<BindingBody> bindingsFrom(String vhost, String exchange) {
        return exchange.equals("x") ? bindings(vhost).orElseThrow() : List.of();
    }

    @Override
    public List<BindingBody> bindingsTo(String vhost, boolean isExchange, String name) {
        return bindings(vhost).stream()
                .flatMap(List::stream)
                .filter(binding -> binding.isTo(isExchange ? "exchange" : "queue", name))
                .toList();
    }

    private final class OfUser implements UserObjectView {

        private final String who;

        OfUser(String who) {
            this.who = who;
        }

        private <T extends @Nullable Object> CompletionStage<T> does(T answer, Object... what) {
            StringBuilder line = new StringBuilder(who);
            for (Object part : what) {
                line.append(part instanceof Map<?, ?> map ? new TreeMap<>(map) : part)
                        .append(' ');
            }
            said.add(line.toString().strip());
            CompletableFuture<T> done = refusal == null
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.failedFuture(refusal);
            // One stage more, as behind a broker: it wraps what the first fails with.
            return done.thenApply(value -> value);
        }

        @Override
        public CompletionStage<Boolean> declareQueue(
                String name, boolean durable, boolean autoDelete, Map<String, ?> arguments) {
            if (name.length() > 255) {
                throw new IllegalArgumentException("too long");
            }
            return does(true, "declare queue", name, durable, autoDelete, arguments);
        }

        @Override
        public CompletionStage<Boolean> deleteQueue(String name, boolean ifUnused, boolean ifEmpty) {
            return does(true, "delete queue", name, ifUnused, ifEmpty);
        }

        @Override
        public CompletionStage<Boolean> purgeQueue(String name) {
            return does(true, "purge", name);
        }

        @Override
        public CompletionStage<Boolean> declareExchange(
                String name,
                String type,
                boolean durable,
                boolean autoDelete,
                boolean internal,
                Map<String, ?> arguments) {
            return does(true, "declare exchange", name, type, durable, autoDelete, internal, arguments);
        }

        @Override
        public CompletionStage<Boolean> deleteExchange(String name, boolean ifUnused) {
            return does(true, "delete exchange", name, ifUnused);
        }

        @Override
        public CompletionStage<Boolean> bind(
                String source, String destination, boolean toExchange, String routingKey, Map<String, ?> arguments) {
            return does(true, "bind", source, destination, toExchange, routingKey, arguments);
        }

        @Override
        public Optional<CompletionStage<Boolean>> unbind(
                String source, String destination, boolean toExchange, String propertiesKey) {
            return propertiesKey.equals("none")
                    ? Optional.empty()
                    : Optional.of(does(true, "unbind", source, destination, toExchange, propertiesKey));
        }

        @Override
        public CompletionStage<PublishAnswer> publish(
                String exchange, String routingKey, Map<String, ?> properties, byte[] payload) {
            String text = new String(payload, StandardCharsets.UTF_8);
            return does(published, "publish", exchange, routingKey, properties, text);
        }

        @Override
        public CompletionStage<List<FetchedMessage>> get(
                String queue, long countMax, GetMode mode, int payloadBytesMax) {
            return does(messages, "get", queue, countMax, mode, payloadBytesMax);
        }
    }
}
