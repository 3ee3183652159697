package io.leveret.broker.auth;

import io.leveret.broker.pattern.NamePattern;
import io.leveret.codec.value.FieldTable;
import java.util.Objects;

/**
 * What a user may do in a virtual host: an expression for each permission, which is looked for in the name of the exchange
 * or queue. Immutable, but for what its patterns learn.
 */
public record Permissions(NamePattern configure, NamePattern write, NamePattern read) {

    private static final String EVERYTHING = ".*";
    private static final String NOTHING = "^$";

    /**
     * Makes them of three expressions; an empty one allows nothing.
     *
     * @throws java.util.regex.PatternSyntaxException says what is wrong with one of them
     */
    public static Permissions of(String configure, String write, String read) {
        return new Permissions(NamePattern.of(configure), NamePattern.of(write), NamePattern.of(read));
    }

    /** Reads what {@link #body} wrote. */
    static Permissions of(FieldTable body) {
        return new Permissions(
                restored(body, Permission.CONFIGURE),
                restored(body, Permission.WRITE),
                restored(body, Permission.READ));
    }

    private static NamePattern restored(FieldTable body, Permission permission) {
        return NamePattern.restored(
                Objects.requireNonNull(body.get(permission.title())).render());
    }

    /** For the catalogue. */
    FieldTable body() {
        return FieldTable.builder()
                .put(Permission.CONFIGURE.title(), configure.text())
                .put(Permission.WRITE.title(), write.text())
                .put(Permission.READ.title(), read.text())
                .build();
    }

    /** Whether the permission is there for a thing of this name. */
    boolean allows(Permission permission, String name) {
        return allows(pattern(permission), name);
    }

    private NamePattern pattern(Permission permission) {
        return switch (permission) {
            case CONFIGURE -> configure;
            case WRITE -> write;
            case READ -> read;
        };
    }

    static boolean allows(NamePattern pattern, String name) {
        return switch (pattern.text()) {
            case EVERYTHING -> true;
            case "", NOTHING -> name.isEmpty();
            default -> pattern.isIn(name);
        };
    }
}
