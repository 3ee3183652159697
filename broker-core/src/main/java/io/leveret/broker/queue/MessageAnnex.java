package io.leveret.broker.queue;

import io.leveret.codec.value.ShortString;
import io.leveret.store.journal.StoredMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the broker knows of a message beside what was published, as octets behind the body in the journal. Most messages
 * have none.
 *
 * <pre>
 * flags (1): 1 = the deaths that the headers tell of were written by the broker
 * routing keys of the header BCC, short strings
 * </pre>
 */
final class MessageAnnex {

    private static final int DEATHS = 1;

    /** A message with its annex behind the body. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Annexed(Message message, byte[] content, int annexLength) implements StoredMessage {

        @Override
        public ShortString exchange() {
            return message.exchange();
        }

        @Override
        public ShortString routingKey() {
            return message.routingKey();
        }

        @Override
        public int propertiesLength() {
            return message.propertiesLength();
        }

        @Override
        public boolean isPersistent() {
            return message.isPersistent();
        }

        @Override
        public int priority() {
            return message.priority();
        }
    }

    private MessageAnnex() {}

    /** The message as the journal is to have it: itself, unless there is something to add. */
    static StoredMessage stored(Message message) {
        boolean died = message.deaths() != Deaths.NONE;
        if (!died && message.bccKeys().isEmpty()) {
            return message;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.content().length + Byte.MAX_VALUE);
        out.writeBytes(message.content());
        out.write(died ? DEATHS : 0);
        for (ShortString key : message.bccKeys()) {
            out.write(key.length());
            out.writeBytes(key.toByteArray());
        }
        byte[] content = out.toByteArray();
        return new Annexed(message, content, content.length - message.content().length);
    }

    /** Whether the deaths that the headers tell of are the broker's word. */
    static boolean hasDeaths(StoredMessage stored) {
        return stored.annexLength() > 0 && (stored.content()[annexIndex(stored)] & DEATHS) != 0;
    }

    /** Routing keys from the header BCC. */
    static List<ShortString> bccKeys(StoredMessage stored) {
        List<ShortString> keys = new ArrayList<>(0);
        byte[] content = stored.content();
        for (int at = annexIndex(stored) + 1; at < content.length; at += (content[at] & 0xFF) + 1) {
            keys.add(ShortString.copyOf(content, at + 1, content[at] & 0xFF));
        }
        return keys;
    }

    /** Where the annex begins: as many octets are the message. */
    static int annexIndex(StoredMessage stored) {
        return stored.content().length - stored.annexLength();
    }
}
