package io.leveret.store.scratch;

import io.leveret.codec.value.ShortString;
import io.leveret.store.LoadedMessage;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.journal.StoredMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A page as octets, big endian: checksum of all that follows (4), then the messages one after the other. Read by the process
 * that wrote it only, so it has no version.
 *
 * <pre>
 * 0     8              16            24      25         26                 30              34            38
 * | seq | enqueuedAtMs | expiresAtMs | flags | priority | propertiesLength | contentLength | annexLength |
 *   exchange (short string), routing key (short string), content
 * flags: 1 = redelivered, 2 = persistent
 * </pre>
 */
final class PageCodec {

    private static final int CRC_BYTES = 4;
    private static final int HEADER_BYTES = 38;
    private static final int REDELIVERED = 1;
    private static final int PERSISTENT = 2;

    private PageCodec() {}

    static ByteBuffer encode(List<RecoveredMessage> messages) {
        int length = CRC_BYTES;
        for (RecoveredMessage entry : messages) {
            StoredMessage message = entry.message();
            length += HEADER_BYTES
                    + 2
                    + message.exchange().length()
                    + message.routingKey().length();
            length = Math.addExact(length, message.content().length);
        }
        ByteBuffer page = ByteBuffer.allocate(length).position(CRC_BYTES);
        for (RecoveredMessage entry : messages) {
            put(page, entry);
        }
        return page.putInt(0, crc(page)).clear();
    }

    private static void put(ByteBuffer page, RecoveredMessage entry) {
        StoredMessage message = entry.message();
        page.putLong(entry.seq()).putLong(entry.enqueuedAtMs()).putLong(entry.expiresAtMs());
        page.put((byte) ((entry.redelivered() ? REDELIVERED : 0) | (message.isPersistent() ? PERSISTENT : 0)));
        page.put((byte) message.priority());
        page.putInt(message.propertiesLength()).putInt(message.content().length).putInt(message.annexLength());
        put(page, message.exchange());
        put(page, message.routingKey());
        page.put(message.content());
    }

    private static void put(ByteBuffer page, ShortString name) {
        page.put((byte) name.length()).put(name.toByteArray());
    }

    /** The messages of a page; null if it is damaged. */
    static @Nullable List<RecoveredMessage> decode(ByteBuffer page, int count) {
        if (page.remaining() < CRC_BYTES || page.getInt(0) != crc(page)) {
            return null;
        }
        page.position(CRC_BYTES);
        List<RecoveredMessage> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(get(page));
        }
        return messages;
    }

    private static RecoveredMessage get(ByteBuffer page) {
        long seq = page.getLong();
        long enqueuedAtMs = page.getLong();
        long expiresAtMs = page.getLong();
        int flags = page.get();
        int priority = page.get() & 0xFF;
        int propertiesLength = page.getInt();
        int contentLength = page.getInt();
        int annexLength = page.getInt();
        ShortString exchange = name(page);
        ShortString routingKey = name(page);
        byte[] content = new byte[contentLength];
        page.get(content);
        StoredMessage message = new LoadedMessage(
                exchange, routingKey, content, propertiesLength, annexLength, (flags & PERSISTENT) != 0, priority);
        return new RecoveredMessage(seq, enqueuedAtMs, expiresAtMs, (flags & REDELIVERED) != 0, message);
    }

    private static ShortString name(ByteBuffer page) {
        byte[] octets = new byte[page.get() & 0xFF];
        page.get(octets);
        return ShortString.copyOf(octets, 0, octets.length);
    }

    private static int crc(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().clear().position(CRC_BYTES));
        return (int) crc.getValue();
    }
}
