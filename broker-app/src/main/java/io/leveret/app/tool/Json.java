package io.leveret.app.tool;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON in arguments and answers. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** One line. */
    public static String write(@Nullable Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** What a text says, in plain Java values. */
    public static @Nullable Object read(String text) throws Refusal {
        try {
            return MAPPER.readValue(text, Object.class);
        } catch (JacksonException e) {
            throw Refusal.error(Status.UNAVAILABLE, "JSON decoding error. Reason: " + e.getOriginalMessage());
        }
    }
}
