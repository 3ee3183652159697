package io.leveret.app.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Which line of RabbitMQ the broker behaves like where they differ.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code compat}: 3.13, 4.2 or 4.3</td><td>4.2</td></tr>
 * <tr><td>{@code deprecated_features.permit.NAME}: true or false</td><td>false in the profile 4.3; no other refuses
 *     anything that could be permitted</td></tr>
 * </table>
 *
 * @param line 3.13, 4.2 or 4.3
 * @param permitted names of deprecated features
 */
public record CompatConfig(String line, List<String> permitted) {

    private static final String DEFAULT = "4.2";
    private static final List<String> LINES = List.of("3.13", "4.2", "4.3");

    public CompatConfig {
        permitted = List.copyOf(permitted);
    }

    static CompatConfig resolve(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry line = conf.get(KnownKeys.COMPAT);
        if (line != null && !LINES.contains(line.value())) {
            throw line.fault(
                    "\"" + line.value() + "\" is not a profile (expected: one of " + String.join(", ", LINES) + ")");
        }
        List<String> permitted = new ArrayList<>();
        for (RabbitConf.Entry entry : conf.startingWith(KnownKeys.PERMIT)) {
            if (entry.value().equals("true")) {
                permitted.add(entry.key().substring(KnownKeys.PERMIT.length()));
            } else if (!entry.value().equals("false")) {
                throw entry.fault("\"" + entry.value() + "\" is neither true nor false");
            }
        }
        return new CompatConfig(line == null ? DEFAULT : line.value(), permitted);
    }
}
