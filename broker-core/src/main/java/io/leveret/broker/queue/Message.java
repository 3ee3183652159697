package io.leveret.broker.queue;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.StoredMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One published message: where it was published to, and its properties and body as the publisher's raw bytes.
 *
 * <p>Immutable, so that any number of queues on any loops may hold it; the bytes must not be written to. A message has
 * an array of its own: one that stays behind for years then pins nothing but itself.
 */
public final class Message implements StoredMessage {

    /** Value of {@link #expirationMs} when the publisher set none. */
    public static final long NO_EXPIRATION = -1;

    private static final int OVERHEAD_BYTES = 120;
    private static final int DEATH_BYTES = 100;

    private final ShortString exchange;
    private final ShortString routingKey;
    private final byte[] content;
    private final int propertiesLength;
    private final boolean persistent;
    private final int priority;
    private final long expirationMs;
    private final List<ShortString> bccKeys;
    private final Deaths deaths;
    private @Nullable StoredBody storedBody;

    /** A message as a client publishes it, without further routing keys in BCC. */
    public Message(
            ShortString exchange,
            ShortString routingKey,
            byte[] content,
            int propertiesLength,
            boolean persistent,
            int priority,
            long expirationMs) {
        this(exchange, routingKey, content, propertiesLength, persistent, priority, expirationMs, List.of());
    }

    /**
     * A message as a client publishes it.
     *
     * @param exchange the exchange named by basic.publish, empty for the default exchange
     * @param routingKey the routing key of basic.publish
     * @param content property flags and property list, followed by the body; belongs to the message from here on
     * @param propertiesLength octets of {@code content} that are properties
     * @param persistent whether delivery-mode is 2
     * @param priority the priority property, 0 if absent
     * @param expirationMs time to live by the expiration property, or {@link #NO_EXPIRATION}
     * @param bccKeys further routing keys, of which no header tells
     */
    public Message(
            ShortString exchange,
            ShortString routingKey,
            byte[] content,
            int propertiesLength,
            boolean persistent,
            int priority,
            long expirationMs,
            List<ShortString> bccKeys) {
        this(exchange, routingKey, content, propertiesLength, persistent, priority, expirationMs, bccKeys, Deaths.NONE);
    }

    Message(
            ShortString exchange,
            ShortString routingKey,
            byte[] content,
            int propertiesLength,
            boolean persistent,
            int priority,
            long expirationMs,
            List<ShortString> bccKeys,
            Deaths deaths) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.content = content;
        this.propertiesLength = propertiesLength;
        this.persistent = persistent;
        this.priority = priority;
        this.expirationMs = expirationMs;
        this.bccKeys = bccKeys;
        this.deaths = deaths;
    }

    /** A message of an earlier life of the broker. When it expires stands with its place in each queue. */
    public static Message recovered(StoredMessage stored) {
        int propertiesLength = stored.propertiesLength();
        byte[] content = stored.content();
        ShortString expiration = RawProperties.expiration(content, 0, propertiesLength);
        return new Message(
                stored.exchange(),
                stored.routingKey(),
                stored.annexLength() == 0 ? content : Arrays.copyOf(content, MessageAnnex.annexIndex(stored)),
                propertiesLength,
                stored.isPersistent(),
                stored.priority(),
                // Checked when it was published.
                expiration == null ? NO_EXPIRATION : Long.parseLong(expiration.toString()),
                stored.annexLength() == 0 ? List.of() : MessageAnnex.bccKeys(stored),
                MessageAnnex.hasDeaths(stored) ? DeadLetter.deaths(content, propertiesLength) : Deaths.NONE);
    }

    @Override
    public ShortString exchange() {
        return exchange;
    }

    @Override
    public ShortString routingKey() {
        return routingKey;
    }

    /** Properties and body; must not be written to. */
    @Override
    public byte[] content() {
        return content;
    }

    @Override
    public int propertiesLength() {
        return propertiesLength;
    }

    @Override
    public boolean isPersistent() {
        return persistent;
    }

    @Override
    public int priority() {
        return priority;
    }

    /** Whether the publisher gave it a priority. */
    boolean hasPriority() {
        return RawProperties.priority(content, 0, propertiesLength) >= 0;
    }

    public long expirationMs() {
        return expirationMs;
    }

    /** Where the journal has the bytes, if several queues refer to them; else they go with the queue's own record. */
    @Nullable
    StoredBody storedBody() {
        return storedBody;
    }

    /** The same with the deaths that its header x-death tells of; this one if that tells of none. */
    public Message withDeathsOfItsHeader() {
        Deaths told = DeadLetter.deathsTold(content, propertiesLength);
        return told.size() == 0
                ? this
                : new Message(
                        exchange,
                        routingKey,
                        content,
                        propertiesLength,
                        persistent,
                        priority,
                        expirationMs,
                        bccKeys,
                        told);
    }

    /** The same with other properties, for who receives it; where the journal has it is not known of this one. */
    Message with(BasicProperties properties) {
        byte[] encoded = properties.encode();
        return new Message(
                exchange,
                routingKey,
                bodyBehind(encoded),
                encoded.length,
                persistent,
                priority,
                expirationMs,
                bccKeys,
                deaths);
    }

    /** The content that has these properties instead. */
    byte[] bodyBehind(byte[] otherProperties) {
        byte[] changed = Arrays.copyOf(otherProperties, otherProperties.length + bodyLength());
        System.arraycopy(content, propertiesLength, changed, otherProperties.length, bodyLength());
        return changed;
    }

    /** Several durable queues get this message; called before the first of them does. */
    void storedOnce(StoredBody body) {
        storedBody = body;
    }

    /** Routing keys from the header BCC, which is not kept. */
    List<ShortString> bccKeys() {
        return bccKeys;
    }

    /** How the message has died so far: {@link Deaths#NONE} unless the broker itself has published it. */
    Deaths deaths() {
        return deaths;
    }

    /** The routing key and those of the header CC, where anything else than texts is passed over: all that a receiver may know. */
    List<ShortString> shownRoutingKeys() {
        FieldTable headers = RawProperties.headers(content, 0, propertiesLength);
        if (headers == null || !(headers.get("CC") instanceof FieldValue.Array further)) {
            return List.of(routingKey);
        }
        List<ShortString> keys = new ArrayList<>(further.values().size() + 1);
        keys.add(routingKey);
        for (FieldValue key : further.values()) {
            if (key instanceof FieldValue.LongString text) {
                byte[] octets = text.bytes();
                keys.add(ShortString.copyOf(octets, 0, octets.length));
            }
        }
        return keys;
    }

    /** Every key by which an exchange may match the message: the routing key, and those of the headers CC and BCC. */
    public List<ShortString> allRoutingKeys() {
        List<ShortString> shown = shownRoutingKeys();
        if (bccKeys.isEmpty()) {
            return shown;
        }
        List<ShortString> all = new ArrayList<>(shown);
        all.addAll(bccKeys);
        return all;
    }

    /** Octets of the body. */
    public int bodyLength() {
        return content.length - propertiesLength;
    }

    /** About what this message costs in memory, in bytes: its octets and the objects around them. */
    public long footprintBytes() {
        return content.length + (long) OVERHEAD_BYTES + (long) deaths.size() * DEATH_BYTES;
    }
}
