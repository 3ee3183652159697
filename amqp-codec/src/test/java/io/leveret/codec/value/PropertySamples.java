package io.leveret.codec.value;

/** Properties that tests share. */
public final class PropertySamples {
    /** All 14. */
    public static final BasicProperties ALL = BasicProperties.builder()
            .contentType(ShortString.of("text/plain"))
            .contentEncoding(ShortString.of("gzip"))
            .headers(FieldSamples.EVERY_TYPE)
            .deliveryMode(2)
            .priority(9)
            .correlationId(ShortString.of("correlation"))
            .replyTo(ShortString.of("reply"))
            .expiration(ShortString.of("60000"))
            .messageId(ShortString.of("message"))
            .timestamp(1_700_000_000L)
            .type(ShortString.of("type"))
            .userId(ShortString.of("guest"))
            .appId(ShortString.of("app"))
            .clusterId(ShortString.of("cluster"))
            .build();

    private PropertySamples() {}

    /** Those of {@link #ALL} whose bit is set, bit 13 for the first property and bit 0 for the last. */
    public static BasicProperties some(int bits) {
        BasicProperties.Builder some = ALL.toBuilder();
        for (int i = 0; i < 14; i++) {
            if ((bits >> (13 - i) & 1) == 0) {
                remove(some, i);
            }
        }
        return some.build();
    }

    private static void remove(BasicProperties.Builder from, int property) {
        switch (property) {
            case 0 -> from.contentType(null);
            case 1 -> from.contentEncoding(null);
            case 2 -> from.headers(null);
            case 3 -> from.deliveryMode(null);
            case 4 -> from.priority(null);
            case 5 -> from.correlationId(null);
            case 6 -> from.replyTo(null);
            case 7 -> from.expiration(null);
            case 8 -> from.messageId(null);
            case 9 -> from.timestamp(null);
            case 10 -> from.type(null);
            case 11 -> from.userId(null);
            case 12 -> from.appId(null);
            default -> from.clusterId(null);
        }
    }
}
