package io.leveret.broker.testing;

import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredMessage;
import java.nio.charset.StandardCharsets;

/** What a {@link SteppedJournal} holds; as text, such as {@code message 1/2 body}: body enters queue 1 as its number 2. */
sealed interface JournalRecord {

    record Body(StoredMessage message) implements JournalRecord {
        @Override
        public String toString() {
            return "body " + text(message);
        }
    }

    record Enqueue(
            String word, long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredMessage message)
            implements JournalRecord {
        @Override
        public String toString() {
            return word + " " + queueId + "/" + seq + " " + text(message) + in(txId);
        }
    }

    record Settled(long queueId, long seq, long count, long bodyBytes, long txId) implements JournalRecord {
        @Override
        public String toString() {
            return "settled " + queueId + "/" + seq + (count == 1 ? "" : "+" + (count - 1)) + in(txId);
        }
    }

    record Delivered(long queueId, long upToSeq) implements JournalRecord {
        @Override
        public String toString() {
            return "delivered " + queueId + "/" + upToSeq;
        }
    }

    record Returned(long queueId, long seq, int times) implements JournalRecord {
        @Override
        public String toString() {
            return "returned " + queueId + "/" + seq + " for the " + times + ". time";
        }
    }

    record Retain(long queueId, long maxAgeMs, long maxBytes) implements JournalRecord {
        @Override
        public String toString() {
            return "retain " + queueId + "/" + maxAgeMs + " ms/" + maxBytes;
        }
    }

    record QueueGone(long queueId) implements JournalRecord {
        @Override
        public String toString() {
            return "gone " + queueId;
        }
    }

    record Decided(boolean committed, long txId) implements JournalRecord {
        @Override
        public String toString() {
            return (committed ? "commit " : "abort ") + txId;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Set(byte[] key, byte[] value) implements JournalRecord {
        @Override
        public String toString() {
            return value.length == 0 ? "delete" : "put";
        }
    }

    private static String in(long txId) {
        return txId == JournalWriter.NO_TX ? "" : " in tx " + txId;
    }

    private static String text(StoredMessage message) {
        int from = message.propertiesLength();
        return new String(
                message.content(),
                from,
                message.content().length - message.annexLength() - from,
                StandardCharsets.US_ASCII);
    }
}
