package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;

/** One queue on a stepped loop, and what is needed to use it. */
final class QueueFixture {

    static final ShortString NAME = ShortString.of("q");
    static final ShortString NO_EXCHANGE = ShortString.EMPTY;

    final SteppedLoops loops = new SteppedLoops(2);
    final Loop home = loops.loop(0);
    final List<Queue> unused = new ArrayList<>();
    final Queue queue;

    /** {@link QueueSettings#UNSET} for what the queue shall not have. */
    QueueFixture(long messageTtlMs, long expiresMs) {
        this(new QueueSettings(false, false, null, FieldTable.EMPTY, messageTtlMs, expiresMs));
    }

    /** A queue with these arguments, of which times have no effect. */
    QueueFixture(FieldTable arguments) {
        this(new QueueSettings(false, false, null, arguments, QueueSettings.UNSET, QueueSettings.UNSET));
    }

    private QueueFixture(QueueSettings settings) {
        queue = new Queue(NAME, "/", 1, settings, home, loops.deadlines(), unused::add);
        turn(queue::opened);
    }

    void turn(Runnable work) {
        loops.turn(home, work);
    }

    Session session() {
        return () -> home;
    }

    /** A message whose routing key is this text. */
    static Message message(String text, long expirationMs) {
        return new Message(NO_EXCHANGE, ShortString.of(text), new byte[3], 2, false, 0, expirationMs);
    }

    void enqueue(String text, long expirationMs) {
        turn(() -> queue.enqueue(message(text, expirationMs)));
    }

    /** A consumer that keeps what it gets. */
    static final class Collector implements ConsumerSink {
        final List<QueueEntry> entries = new ArrayList<>();
        final Consumer consumer;
        int cancelled;
        int creditWanted;
        int creditReturned;
        /** Whether what comes is written at once. */
        boolean refills;

        Collector(Session session, boolean noAck, int prefetch) {
            this(session, noAck, prefetch, 0);
        }

        Collector(Session session, boolean noAck, int prefetch, int priority) {
            consumer = new Consumer(
                    session, this, new Consumer.Terms("tag", noAck, false, prefetch, priority, FieldTable.EMPTY));
        }

        List<String> texts() {
            return entries.stream()
                    .map(entry -> entry.message().routingKey().toString())
                    .toList();
        }

        @Override
        public void deliver(QueueEntry entry) {
            entries.add(entry);
            if (refills) {
                entry.queue().refill(consumer, 1, entry.message().content().length);
            }
        }

        @Override
        public void cancelledByBroker() {
            cancelled++;
        }

        @Override
        public void creditWanted() {
            creditWanted++;
        }

        @Override
        public void creditReturned(int messages) {
            creditReturned += messages;
        }
    }
}
