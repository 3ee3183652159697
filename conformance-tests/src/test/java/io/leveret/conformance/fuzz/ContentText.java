package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQContentHeader;
import io.leveret.conformance.raw.RawFrame;
import io.leveret.conformance.raw.WireHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** Properties and body of a message as text, header types included. */
final class ContentText {

    private static final int SHOWN_MAX = 40;
    private static final Pattern HEADERS = Pattern.compile("headers=\\(([^)]*)\\)");

    private ContentText() {}

    /** As they stand in a content header. */
    static String properties(RawFrame header) {
        return properties(header.properties(), header.propertyBytes());
    }

    /** The same of what a client is about to send. */
    static String properties(AMQP.BasicProperties properties) {
        try {
            byte[] payload = ((AMQContentHeader) properties).toFrame(1, 0).getPayload();
            int classWeightAndBodySize = 12;
            return properties(properties, Arrays.copyOfRange(payload, classWeightAndBodySize, payload.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String properties(AMQP.BasicProperties properties, byte[] propertyBytes) {
        List<String> parts = new ArrayList<>();
        add(parts, "content-type", properties.getContentType());
        add(parts, "content-encoding", properties.getContentEncoding());
        add(parts, "delivery-mode", properties.getDeliveryMode());
        add(parts, "priority", properties.getPriority());
        add(parts, "correlation-id", properties.getCorrelationId());
        add(parts, "reply-to", properties.getReplyTo());
        add(parts, "expiration", properties.getExpiration());
        add(parts, "message-id", properties.getMessageId());
        add(parts, "timestamp", properties.getTimestamp());
        add(parts, "type", properties.getType());
        add(parts, "user-id", properties.getUserId());
        add(parts, "app-id", properties.getAppId());
        add(parts, "cluster-id", properties.getClusterId());
        if (properties.getHeaders() != null) {
            String headers = DeathText.normalised(WireHeaders.of(propertyBytes));
            if (!headers.isEmpty()) {
                parts.add("headers=(" + headers + ")");
            }
        }
        return parts.isEmpty() ? "" : " {" + String.join(", ", parts) + "}";
    }

    /** A line as it was printed, the headers in it in the order of their names. */
    static String withSortedHeaders(String line) {
        return HEADERS.matcher(line)
                .replaceAll(found -> Matcher.quoteReplacement("headers=(" + DeathText.sorted(found.group(1)) + ")"));
    }

    private static void add(List<String> parts, String name, Object value) {
        if (value != null) {
            parts.add(name + "=" + value);
        }
    }

    static String body(byte[] body) {
        if (body.length <= SHOWN_MAX) {
            return " '" + new String(body, StandardCharsets.UTF_8) + "'";
        }
        CRC32 sum = new CRC32();
        sum.update(body);
        return " " + body.length + " octets, crc " + Long.toHexString(sum.getValue());
    }
}
