package io.leveret.app.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file in {@code rabbitmq.conf} syntax: one {@code key = value} per line, {@code #} starts a comment, a value that
 * contains {@code #} or outer blanks stands in single quotes. When a key is set twice the later line wins.
 *
 * <p>This type knows the syntax only; which keys exist, and which must not be ignored, is {@link KnownKeys}'s.
 */
public final class RabbitConf {

    /** No file at all. */
    public static final RabbitConf EMPTY = new RabbitConf(Map.of());

    private final Map<String, Entry> entries;

    private RabbitConf(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * One setting and where it stands.
     *
     * @param place file and line, for messages: {@code rabbitmq.conf:12}
     */
    public record Entry(String key, String value, String place) {

        /** A complaint about this entry that says where it stands. */
        public ConfigException fault(String reason) {
            return new ConfigException(place + ": " + key + ": " + reason);
        }

        /** The value; what RabbitMQ would decrypt or look up must not be taken for it. */
        String plainValue() throws ConfigException {
            if (value.startsWith("encrypted:") || value.contains("$(")) {
                throw fault("encrypted values and $(...) are not supported");
            }
            return value;
        }

        /** Whether it is {@code true} and not {@code false}. */
        boolean isTrue() throws ConfigException {
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw fault("\"" + value + "\" is neither true nor false");
            };
        }
    }

    /** Reads a file; a missing, unreadable or malformed one is a {@link ConfigException}. */
    public static RabbitConf read(Path file) throws ConfigException {
        try {
            return parse(file.toString(), Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException("configuration file " + file + " does not exist");
        } catch (MalformedInputException e) {
            throw new ConfigException("configuration file " + file + " is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException("configuration file " + file + " cannot be read: " + e.getMessage());
        }
    }

    static RabbitConf parse(String fileName, List<String> lines) throws ConfigException {
        Map<String, Entry> entries = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Entry entry = parseLine(lines.get(i).strip(), fileName + ":" + (i + 1));
            if (entry != null) {
                entries.put(entry.key(), entry);
            }
        }
        return new RabbitConf(entries);
    }

    private static @Nullable Entry parseLine(String line, String place) throws ConfigException {
        if (line.isEmpty() || line.startsWith("#")) {
            return null;
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new ConfigException(place + ": expected \"key = value\", got \"" + line + "\"");
        }
        String key = line.substring(0, equals).strip();
        if (!key.matches("[\\w$.-]+")) {
            throw new ConfigException(place + ": \"" + key + "\" is not a key");
        }
        String value = parseValue(line.substring(equals + 1).strip(), place);
        if (value.isEmpty()) {
            throw new ConfigException(place + ": " + key + " has no value");
        }
        return new Entry(key, value, place);
    }

    private static String parseValue(String text, String place) throws ConfigException {
        if (text.startsWith("'")) {
            int end = text.indexOf('\'', 1);
            if (end < 0) {
                throw new ConfigException(place + ": the quote is not closed");
            }
            String rest = text.substring(end + 1).strip();
            if (!rest.isEmpty() && !rest.startsWith("#")) {
                throw new ConfigException(place + ": \"" + rest + "\" stands after the closing quote");
            }
            return text.substring(1, end);
        }
        int comment = text.indexOf('#');
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    public @Nullable Entry get(String key) {
        return entries.get(key);
    }

    /** Every entry, in the order of the keys. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** The entries whose key starts with a prefix, in the order of the keys. */
    public List<Entry> startingWith(String prefix) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.key().startsWith(prefix)) {
                found.add(entry);
            }
        }
        return found;
    }
}
