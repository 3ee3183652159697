package io.leveret.conformance;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.broker.ReplayPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What a broker has that is started on a golden directory, as text. */
final class GoldenListing {

    /** Bodies up to this are shown. */
    private static final int SHOWN_MAX = 100;

    private static final int CONFIRM_LIMIT_MS = 10_000;

    /** A durable exchange. */
    record Exchange(String name, String type, boolean autoDelete, boolean internal, Map<String, Object> arguments) {

        /** Refused where there is another of that name. */
        void declare(Channel channel) throws IOException {
            channel.exchangeDeclare(name, type, true, autoDelete, internal, arguments);
        }
    }

    private record Probe(String exchange, String routingKey, Map<String, Object> headers) {}

    static final List<Exchange> EXCHANGES = List.of(
            new Exchange("lost", "fanout", false, true, Map.of()),
            new Exchange("topics", "topic", false, false, Map.of("alternate-exchange", "lost")),
            new Exchange("direct", "direct", true, false, Map.of()),
            new Exchange("fan", "fanout", false, false, Map.of()),
            new Exchange("headers", "headers", false, false, Map.of("x-note", "text")),
            new Exchange("dead", "direct", false, false, Map.of()));

    private static final List<Probe> PROBES = List.of(
            new Probe("topics", "order.eu.new", Map.of()),
            new Probe("topics", "order.eu.paid", Map.of()),
            new Probe("topics", "all.of.it", Map.of()),
            new Probe("topics", "nobody", Map.of()),
            new Probe("direct", "a", Map.of()),
            new Probe("direct", "gone", Map.of()),
            new Probe("direct", "later", Map.of()),
            new Probe("fan", "", Map.of()),
            new Probe("headers", "", Map.of("kind", "bill", "n", 7)),
            new Probe("headers", "", Map.of("kind", "bill")),
            new Probe("headers", "", Map.of("urgent", true)),
            new Probe("dead", "w", Map.of()));

    private final StringBuilder text = new StringBuilder();
    private final EmbeddedBroker broker;
    private final Channel channel;

    private GoldenListing(EmbeddedBroker broker, Channel channel) {
        this.broker = broker;
        this.channel = channel;
    }

    /** Unpacks the directory of a format to an empty one, starts a broker on it, and takes all that there is. */
    static String of(Path golden, String format, Path data) throws Exception {
        unpack(golden.resolve(format + GoldenBroker.FILES), Files.createDirectory(data.resolve("store")));
        try (EmbeddedBroker broker = EmbeddedBroker.startSmallOn(data);
                Connection connection = GoldenBroker.connect(broker);
                Channel channel = connection.createChannel()) {
            return new GoldenListing(broker, channel).list();
        }
    }

    private static void unpack(Path file, Path store) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(store.resolve(entry.getName()), zip.readAllBytes());
            }
        }
    }

    private String list() throws Exception {
        List<String> queues = broker.queues();
        queues.forEach(this::line);
        broker.policies().forEach(this::line);
        for (Exchange exchange : EXCHANGES) {
            channel.exchangeDeclarePassive(exchange.name);
            exchange.declare(channel);
            line("exchange " + exchange.name + " as it was declared");
        }
        List<String> names = queues.stream().map(line -> line.split(" ", 3)[1]).toList();
        for (String queue : names) {
            replay(queue);
            messages(queue);
        }
        routes(names);
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void replay(String queue) {
        ReplayPage page = broker.replay(queue, 1);
        page.messages()
                .forEach(each -> line("replay of " + queue + ": " + each.position() + " " + each.exchange() + " "
                        + each.routingKey()));
    }

    private void messages(String queue) throws IOException {
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            line("message in " + queue + ": " + (got.getEnvelope().isRedeliver() ? "redelivered" : "new") + " '"
                    + got.getEnvelope().getExchange() + "' '"
                    + got.getEnvelope().getRoutingKey() + "' "
                    + properties(got.getProps()) + " " + shown(got.getBody()));
        }
    }

    /** Where messages go, which says what is bound to what. */
    private void routes(List<String> queues) throws Exception {
        channel.confirmSelect();
        Map<String, TreeSet<String>> routes = new LinkedHashMap<>();
        for (Probe probe : PROBES) {
            routes.put(probe.toString(), new TreeSet<>());
            channel.basicPublish(
                    probe.exchange,
                    probe.routingKey,
                    new BasicProperties.Builder().headers(probe.headers).build(),
                    probe.toString().getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
        for (String queue : queues) {
            for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
                routes.get(new String(got.getBody(), StandardCharsets.UTF_8)).add(queue);
            }
        }
        int number = 0;
        for (TreeSet<String> to : routes.values()) {
            Probe probe = PROBES.get(number++);
            line("route of " + probe.exchange + " '" + probe.routingKey + "' " + plain(probe.headers) + ": " + to);
        }
    }

    private static String shown(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        String start = new String(body, 0, Math.min(body.length, SHOWN_MAX), StandardCharsets.UTF_8);
        return body.length + " octets, crc %08x: ".formatted(crc.getValue()) + start;
    }

    private static String properties(BasicProperties properties) {
        List<Object> all = new ArrayList<>();
        all.add(properties.getContentType());
        all.add(properties.getContentEncoding());
        all.add(properties.getHeaders() == null ? "no headers" : plain(properties.getHeaders()));
        all.add(properties.getDeliveryMode());
        all.add(properties.getPriority());
        all.add(properties.getCorrelationId());
        all.add(properties.getReplyTo());
        all.add(properties.getExpiration());
        all.add(properties.getMessageId());
        all.add(properties.getTimestamp() == null ? null : plain(properties.getTimestamp()));
        all.add(properties.getType());
        all.add(properties.getUserId());
        all.add(properties.getAppId());
        return all.toString();
    }

    /** The same in every time zone, and in one order. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(key.toString(), plain(each)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(GoldenListing::plain).toList();
        }
        return value instanceof Date date ? date.toInstant() : value;
    }
}
