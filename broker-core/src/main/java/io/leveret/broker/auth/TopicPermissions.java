package io.leveret.broker.auth;

import io.leveret.broker.pattern.NamePattern;
import io.leveret.codec.value.FieldTable;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which routing keys a user may use with a topic exchange: an expression for each of write and read, in which {@code
 * {username}} and {@code {vhost}} stand for what they say. Immutable.
 */
public record TopicPermissions(String write, String read) {

    private static final Pattern VARIABLE = Pattern.compile("\\{(username|vhost)}");

    /**
     * Makes them of two expressions; an empty one allows nothing.
     *
     * @throws PatternSyntaxException says what is wrong with one of them
     */
    public static TopicPermissions of(String write, String read) {
        NamePattern.of(write);
        NamePattern.of(read);
        return new TopicPermissions(write, read);
    }

    /** Reads what {@link #body} wrote. */
    static TopicPermissions of(FieldTable body) {
        return new TopicPermissions(text(body, Permission.WRITE), text(body, Permission.READ));
    }

    private static String text(FieldTable body, Permission permission) {
        return Objects.requireNonNull(body.get(permission.title())).render();
    }

    /** For the catalogue. */
    FieldTable body() {
        return FieldTable.builder()
                .put(Permission.WRITE.title(), write)
                .put(Permission.READ.title(), read)
                .build();
    }

    /** The expression for this user in this virtual host; a name in it is never an expression of its own. */
    NamePattern pattern(Permission permission, String user, String virtualHost) {
        Map<String, String> values = Map.of("username", user, "vhost", virtualHost);
        Matcher variables = VARIABLE.matcher(permission == Permission.WRITE ? write : read);
        return NamePattern.restored(variables.replaceAll(
                found -> Matcher.quoteReplacement(Pattern.quote(Objects.requireNonNull(values.get(found.group(1)))))));
    }
}
