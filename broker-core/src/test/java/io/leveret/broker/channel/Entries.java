package io.leveret.broker.channel;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.queue.Session;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.testing.TestRoutes;
import io.leveret.broker.testing.TestSettings;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.Objects;

/** Queue entries for tests of those who only keep them. */
final class Entries {

    private static final ShortString NAME = ShortString.of("q");

    private final SteppedLoops loops = new SteppedLoops(1);
    private final Loop home = loops.loop(0);
    private final Session session = () -> home;
    private final Queue queue = new Queue(
            NAME,
            "/",
            1,
            TestSettings.of(false, false, FieldTable.EMPTY, QueueTerms.NONE),
            home,
            loops.deadlines(),
            unused -> {},
            new TestRoutes());

    /** A new entry that is held. */
    QueueEntry next() {
        return loops.ask(home, () -> {
            queue.enqueue(new Message(ShortString.EMPTY, NAME, new byte[2], 2, false, 0, Message.NO_EXPIRATION));
            return Objects.requireNonNull(queue.get(session, false)).entry();
        });
    }
}
