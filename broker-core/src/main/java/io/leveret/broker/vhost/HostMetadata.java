package io.leveret.broker.vhost;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a virtual host.
 *
 * @param description empty if it has none
 * @param defaultQueueType of durable queues that name none, or null if that is the broker's
 */
public record HostMetadata(
        String description, List<String> tags, @Nullable String defaultQueueType) {

    /** Of a virtual host of which nothing is said. */
    public static final HostMetadata NONE = new HostMetadata("", List.of(), null);

    private static final String DESCRIPTION = "description";
    private static final String TAGS = "tags";

    public HostMetadata {
        tags = List.copyOf(tags);
    }

    /** That of a virtual host. */
    public static HostMetadata of(VirtualHost virtualHost) {
        FieldTable metadata = virtualHost.metadata();
        FieldValue description = metadata.get(DESCRIPTION);
        FieldValue type = metadata.get(VirtualHost.DEFAULT_QUEUE_TYPE);
        List<String> tags = metadata.get(TAGS) instanceof FieldValue.Array array
                ? array.values().stream().map(FieldValue::render).toList()
                : List.of();
        return new HostMetadata(
                description == null ? "" : description.render(), tags, type == null ? null : type.render());
    }

    /** As it is kept. */
    public FieldTable table() {
        List<FieldValue> written =
                tags.stream().<FieldValue>map(FieldValue.LongString::of).toList();
        FieldTable.Builder table =
                FieldTable.builder().put(DESCRIPTION, description).put(TAGS, new FieldValue.Array(written));
        if (defaultQueueType != null) {
            table.put(VirtualHost.DEFAULT_QUEUE_TYPE, defaultQueueType);
        }
        return table.build();
    }
}
