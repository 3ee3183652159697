package io.leveret.broker.queue;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a message that has died the one that goes to the dead letter exchange: the same body, and properties that
 * tell of its deaths (BEHAVIOUR section 2.8).
 *
 * <p>It does not expire again, its headers are sorted by name, and what a client wrote into headers that tell of deaths
 * is replaced.
 */
final class DeadLetter {

    private static final ShortString CC = ShortString.of("CC");
    private static final ShortString X_DEATH = ShortString.of("x-death");
    private static final String X_FIRST_DEATH = "x-first-death-";
    private static final String X_LAST_DEATH = "x-last-death-";

    private DeadLetter() {}

    /**
     * The message as it is published to {@code to}.
     *
     * @param deaths with the one that makes it a dead letter
     */
    static Message of(Message died, Deaths deaths, DeadLetterTarget to) {
        ShortString replacement = to.routingKey();
        byte[] content = died.content();
        BasicProperties properties = BasicProperties.decode(content, 0, died.propertiesLength());
        byte[] told = properties.toBuilder()
                .headers(headers(properties.headers(), deaths, replacement != null))
                .expiration(null)
                .build()
                .encode();
        return new Message(
                to.exchange(),
                replacement == null ? died.routingKey() : replacement,
                died.bodyBehind(told),
                told.length,
                died.isPersistent(),
                died.priority(),
                Message.NO_EXPIRATION,
                replacement == null ? died.bccKeys() : List.of(),
                deaths);
    }

    /** The headers of such a message, as exchanges match them. */
    static FieldTable headers(Message message) {
        FieldTable headers = RawProperties.headers(message.content(), 0, message.propertiesLength());
        return headers == null ? FieldTable.EMPTY : headers;
    }

    /** Of names that are there more than once the first one stays, as in RabbitMQ. */
    private static FieldTable headers(@Nullable FieldTable published, Deaths deaths, boolean withoutCc) {
        Map<ShortString, FieldValue> sorted = new TreeMap<>();
        sorted.put(
                X_DEATH,
                new FieldValue.Array(deaths.newestFirst().stream()
                        .<FieldValue>map(DeadLetter::table)
                        .toList()));
        put(sorted, X_FIRST_DEATH, deaths.first());
        put(sorted, X_LAST_DEATH, deaths.last());
        if (published != null) {
            for (FieldTable.Entry header : published.entries()) {
                if (!(withoutCc && header.name().equals(CC))) {
                    sorted.putIfAbsent(header.name(), header.value());
                }
            }
        }
        FieldTable.Builder headers = FieldTable.builder();
        sorted.forEach(headers::put);
        return headers.build();
    }

    private static void put(Map<ShortString, FieldValue> headers, String prefix, Deaths.@Nullable Mark mark) {
        assert mark != null : "a dead letter that has not died";
        headers.put(
                ShortString.of(prefix + "reason"),
                FieldValue.LongString.of(mark.reason().text()));
        headers.put(ShortString.of(prefix + "queue"), longString(mark.queue()));
        headers.put(ShortString.of(prefix + "exchange"), longString(mark.exchange()));
    }

    private static FieldValue table(Death death) {
        FieldTable.Builder table = FieldTable.builder();
        if (death.expirationMs() != Message.NO_EXPIRATION) {
            table.put("original-expiration", Long.toString(death.expirationMs()));
        }
        table.put("count", death.count())
                .put("reason", death.reason().text())
                .put("queue", longString(death.queue()))
                .put("time", new FieldValue.Timestamp(death.timeS()))
                .put("exchange", longString(death.exchange()))
                .put(
                        "routing-keys",
                        new FieldValue.Array(death.routingKeys().stream()
                                .<FieldValue>map(DeadLetter::longString)
                                .toList()));
        return new FieldValue.Table(table.build());
    }

    /** Reads back the deaths that {@link #of} has told in the headers. */
    static Deaths deaths(byte[] content, int propertiesLength) {
        FieldTable headers = RawProperties.headers(content, 0, propertiesLength);
        if (headers == null || !(headers.get(X_DEATH) instanceof FieldValue.Array told)) {
            return Deaths.NONE;
        }
        List<Death> deaths = new ArrayList<>(told.values().size());
        for (FieldValue death : told.values()) {
            deaths.add(death(((FieldValue.Table) death).table()));
        }
        return Deaths.of(deaths, mark(headers, X_FIRST_DEATH), mark(headers, X_LAST_DEATH));
    }

    /** The same of what a client has written there, which may be anything: {@link Deaths#NONE} if it is not what it should be. */
    static Deaths deathsTold(byte[] content, int propertiesLength) {
        try {
            return deaths(content, propertiesLength);
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            return Deaths.NONE;
        }
    }

    private static Death death(FieldTable table) {
        List<ShortString> keys = new ArrayList<>();
        if (table.get("routing-keys") instanceof FieldValue.Array array) {
            array.values().forEach(key -> keys.add(shortString(key)));
        }
        FieldValue expiration = table.get("original-expiration");
        return new Death(
                shortString(table.get("queue")),
                DeathReason.named(text(table.get("reason"))),
                table.get("count") instanceof FieldValue.IntegerValue count ? count.longValue() : 1,
                table.get("time") instanceof FieldValue.Timestamp time ? time.seconds() : 0,
                shortString(table.get("exchange")),
                keys,
                expiration == null ? Message.NO_EXPIRATION : Long.parseLong(text(expiration)));
    }

    private static Deaths.@Nullable Mark mark(FieldTable headers, String prefix) {
        if (headers.get(prefix + "reason") == null) {
            return null;
        }
        return new Deaths.Mark(
                DeathReason.named(text(headers.get(prefix + "reason"))),
                shortString(headers.get(prefix + "queue")),
                shortString(headers.get(prefix + "exchange")));
    }

    private static String text(@Nullable FieldValue value) {
        return shortString(value).toString();
    }

    private static ShortString shortString(@Nullable FieldValue value) {
        byte[] octets = ((FieldValue.LongString) Objects.requireNonNull(value)).bytes();
        return ShortString.copyOf(octets, 0, octets.length);
    }

    private static FieldValue.LongString longString(ShortString text) {
        return new FieldValue.LongString(text.toByteArray());
    }
}
