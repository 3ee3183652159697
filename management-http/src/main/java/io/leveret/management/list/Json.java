package io.leveret.management.list;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.filter.FilteringGeneratorDelegate;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/** Writes JSON, with the names of components in snake case. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Json() {}

    /** All of a value, or what is wanted of it. */
    public static byte[] bytes(@Nullable Object value, @Nullable TokenFilter columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        write(out, value, columns);
        return out.toByteArray();
    }

    /** The same behind what was written before. */
    static void write(OutputStream out, @Nullable Object value, @Nullable TokenFilter columns) {
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            MAPPER.writeValue(columns == null ? generator : filtered(generator, columns), value);
        }
    }

    /** What is wanted of a value, not yet as text. */
    static TokenBuffer tokens(Object value, TokenFilter columns) {
        TokenBuffer buffer = TokenBuffer.forGeneration();
        MAPPER.writeValue(filtered(buffer, columns), value);
        return buffer;
    }

    private static JsonGenerator filtered(JsonGenerator generator, TokenFilter columns) {
        return new FilteringGeneratorDelegate(generator, columns, TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true);
    }
}
