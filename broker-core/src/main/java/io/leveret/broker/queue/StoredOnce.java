package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import java.util.List;

/** A message that several durable queues get stands in the journal once. */
public final class StoredOnce {

    private StoredOnce() {}

    /**
     * Has the journal keep the message before the first of its queues refers to it, if more than one is durable.
     *
     * @param here the publisher's loop
     */
    public static void on(Loop here, Message message, List<Queue> targets) {
        if (targets.size() < 2 || !message.isPersistent() || message.storedBody() != null) {
            return;
        }
        LoopJournal journal = here.journal();
        if (journal == null) {
            return;
        }
        int durable = 0;
        for (Queue queue : targets) {
            durable += queue.settings().durable() ? 1 : 0;
        }
        if (durable > 1) {
            message.storedOnce(journal.writer().body(MessageAnnex.stored(message)));
        }
    }
}
