package io.leveret.broker.auth;

import io.leveret.broker.pattern.NamePattern;
import io.leveret.codec.value.FieldTable;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which routing keys a user may use with a topic exchange: an expression for each of write and read, in which {@code
 * {username}} and {@code {vhost}} stand for what they say. Immutable, but for what its patterns learn.
 */
public final class TopicPermissions {

    /** {@code {client_id}} is MQTT's: no client of AMQP has one, and it stands for itself. */
    private static final Pattern VARIABLE = Pattern.compile("\\{(username|vhost|client_id)}");

    private final String write;
    private final String read;
    private final NamePattern writePattern;
    private final NamePattern readPattern;

    private TopicPermissions(
            AccessTable.Topic topic, String write, String read, Function<String, NamePattern> toPattern) {
        this.write = write;
        this.read = read;
        this.writePattern = toPattern.apply(expanded(write, topic));
        this.readPattern = toPattern.apply(expanded(read, topic));
    }

    /**
     * Makes them of two expressions; an empty one allows nothing.
     *
     * @param topic whose and where
     * @throws PatternSyntaxException says what is wrong with one of them
     */
    public static TopicPermissions of(AccessTable.Topic topic, String write, String read) {
        return new TopicPermissions(topic, write, read, NamePattern::of);
    }

    /** Reads what {@link #body} wrote. */
    static TopicPermissions of(AccessTable.Topic topic, FieldTable body) {
        return new TopicPermissions(
                topic, text(body, Permission.WRITE), text(body, Permission.READ), NamePattern::restored);
    }

    private static String text(FieldTable body, Permission permission) {
        return Objects.requireNonNull(body.get(permission.title())).render();
    }

    /** A name in an expression is never one of its own. */
    private static String expanded(String expression, AccessTable.Topic topic) {
        Map<String, String> values =
                Map.of("username", topic.user(), "vhost", topic.virtualHost(), "client_id", "{client_id}");
        return VARIABLE.matcher(expression)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Pattern.quote(Objects.requireNonNull(values.get(found.group(1))))));
    }

    /** As it was given, with its variables. */
    public String write() {
        return write;
    }

    /** The same for reading. */
    public String read() {
        return read;
    }

    /** For the catalogue. */
    FieldTable body() {
        return FieldTable.builder()
                .put(Permission.WRITE.title(), write)
                .put(Permission.READ.title(), read)
                .build();
    }

    /** Whether the routing key may be used. */
    boolean allows(Permission permission, String routingKey) {
        return Permissions.allows(permission == Permission.WRITE ? writePattern : readPattern, routingKey);
    }
}
