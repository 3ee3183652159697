package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.testing.TestRoutes;
import io.leveret.broker.testing.TestSettings;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One queue on a stepped loop, and what is needed to use it. */
final class QueueFixture {

    static final ShortString NAME = ShortString.of("q");
    static final ShortString NO_EXCHANGE = ShortString.EMPTY;

    final SteppedLoops loops = new SteppedLoops(2);
    final Loop home = loops.loop(0);
    final List<Queue> unused = new ArrayList<>();
    final TestRoutes routes = new TestRoutes();
    final Queue queue;
    private long incarnations;

    /** {@link QueueTerms#UNSET} for what the queue shall not have. */
    QueueFixture(long messageTtlMs, long expiresMs) {
        this(settings(messageTtlMs, expiresMs, QueueLimits.NONE, null));
    }

    /** A queue with these arguments, of which times, limits and dead letters have no effect. */
    QueueFixture(FieldTable arguments) {
        this(TestSettings.of(false, false, arguments, QueueTerms.NONE));
    }

    QueueFixture(QueueSettings settings) {
        queue = queue("q", settings, home);
    }

    static QueueSettings settings(
            long messageTtlMs, long expiresMs, QueueLimits limits, @Nullable DeadLetterTarget deadLetters) {
        return TestSettings.of(
                false, false, FieldTable.EMPTY, new QueueTerms(messageTtlMs, expiresMs, limits, deadLetters, null));
    }

    /** Dead letters that go by the default exchange to that queue. */
    static DeadLetterTarget to(String queueName) {
        return new DeadLetterTarget(NO_EXCHANGE, ShortString.of(queueName));
    }

    /** One more queue, known to the default exchange. */
    Queue queue(String name, QueueSettings settings, Loop loop) {
        Queue added = new Queue(
                ShortString.of(name), "/", ++incarnations, settings, loop, loops.deadlines(), unused::add, routes);
        routes.add(added);
        loops.turn(loop, added::opened);
        return added;
    }

    /** One more queue on the home loop, whose persistent messages go to the journal. */
    Queue durableQueue() {
        return queue("durable", TestSettings.of(true, false, FieldTable.EMPTY, QueueTerms.NONE), home);
    }

    /** Takes everything that is ready in a queue. */
    List<Message> drained(Queue drained) {
        List<Message> all = new ArrayList<>();
        loops.turn(drained.home(), () -> {
            Session session = drained::home;
            for (Got got = drained.get(session, true); got != null; got = drained.get(session, true)) {
                all.add(got.entry().message());
            }
        });
        return all;
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
    static class Collector implements ConsumerSink {
        final List<QueueEntry> entries = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
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

        /** As they came: a message may leave memory later. */
        List<String> texts() {
            return texts;
        }

        @Override
        public ConsumerOrigin origin() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deliver(QueueEntry entry) {
            entries.add(entry);
            texts.add(entry.message().routingKey().toString());
            if (refills) {
                entry.queue()
                        .subscriptions()
                        .refill(consumer, 1, entry.message().content().length);
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
