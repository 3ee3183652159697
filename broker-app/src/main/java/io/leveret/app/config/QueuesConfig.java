package io.leveret.app.config;

import java.util.List;

/**
 * What queues are like of which nobody says it.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code default_queue_type}: classic or quorum</td><td>classic</td></tr>
 * </table>
 *
 * @param defaultType classic or quorum
 */
public record QueuesConfig(String defaultType) {

    private static final String DEFAULT = "classic";
    private static final List<String> TYPES = List.of(DEFAULT, "quorum");

    static QueuesConfig resolve(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry type = conf.get(KnownKeys.DEFAULT_QUEUE_TYPE);
        if (type == null) {
            return new QueuesConfig(DEFAULT);
        }
        if (!TYPES.contains(type.value())) {
            throw type.fault("\"" + type.value() + "\" is not a type of queues (expected: one of "
                    + String.join(", ", TYPES) + ")");
        }
        return new QueuesConfig(type.value());
    }
}
