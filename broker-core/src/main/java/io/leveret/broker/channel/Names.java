package io.leveret.broker.channel;

import io.leveret.codec.value.ShortString;

/** Names of exchanges and queues as clients give them. */
final class Names {

    private Names() {}

    /** The name without carriage returns and line feeds, which RabbitMQ removes from what is declared. */
    static ShortString stripped(ShortString name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) == '\r' || name.byteAt(i) == '\n') {
                return without(name);
            }
        }
        return name;
    }

    private static ShortString without(ShortString name) {
        byte[] kept = new byte[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            byte octet = name.byteAt(i);
            if (octet != '\r' && octet != '\n') {
                kept[length++] = octet;
            }
        }
        return ShortString.copyOf(kept, 0, length);
    }
}
