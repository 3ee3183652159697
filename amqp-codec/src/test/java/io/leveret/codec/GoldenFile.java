package io.leveret.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Golden files: lines of name and hex, and comments that begin with {@code #}. */
public final class GoldenFile {
    private GoldenFile() {}

    /** The hex by name, in the order of the file, which lies beside the class. */
    public static Map<String, String> read(Class<?> beside, String file) {
        Map<String, String> hexByName = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(file), file)) {
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    hexByName.put(line.substring(0, space), line.substring(space + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hexByName;
    }
}
