package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who holds or may come to hold entries of one queue, by session. Owned by the queue's home loop. */
final class Holders {

    private final Map<Session, List<Holder>> bySession = new HashMap<>(2);

    void remember(Holder holder) {
        bySession
                .computeIfAbsent(holder.session(), session -> new ArrayList<>(1))
                .add(holder);
    }

    /** Whether there may be messages that can leave memory although they are held. */
    boolean mayLeaveMemory() {
        for (List<Holder> held : bySession.values()) {
            for (Holder holder : held) {
                if (holder.mayLeaveMemory()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Has messages leave memory that are held; see {@link Holder#leaveMemory}.
     *
     * @param lighter told of those that hold less in memory now
     */
    int leaveMemory(
            int max, Predicate<QueueEntry> isForced, Residence residence, java.util.function.Consumer<Holder> lighter) {
        int left = 0;
        for (List<Holder> held : bySession.values()) {
            for (Holder holder : held) {
                int some = holder.leaveMemory(max - left, isForced, residence);
                if (some > 0) {
                    lighter.accept(holder);
                }
                left += some;
            }
        }
        return left;
    }

    /** A holder without subscription is of no interest once it holds nothing. */
    void forgetIfDone(Holder holder) {
        if (holder.unacked() > 0 || (holder instanceof Consumer consumer && consumer.subscribed)) {
            return;
        }
        List<Holder> held = bySession.get(holder.session());
        if (held != null && held.remove(holder) && held.isEmpty()) {
            bySession.remove(holder.session());
        }
    }

    /** What holds for the basic.get of a session. */
    Holder getter(Session session) {
        for (Holder holder : bySession.getOrDefault(session, List.of())) {
            if (!(holder instanceof Consumer)) {
                return holder;
            }
        }
        Holder getter = new Holder(session);
        remember(getter);
        return getter;
    }

    /** Forgets a session that is gone; answers what it had, or null if it was not known. */
    @Nullable
    List<Holder> remove(Session session) {
        return bySession.remove(session);
    }

    /** Puts back what a session held that is gone, in steps; {@code done} runs on the same loop once all is back. */
    void requeueAll(List<Holder> held, QueueState state, Redeliveries redeliveries, Loop home, Runnable done) {
        int left = Dispatcher.ROUND_MAX;
        for (Holder holder : held) {
            if (holder instanceof Consumer consumer) {
                consumer.handedOver().allWritten(state);
            }
            for (QueueEntry entry = holder.firstHeld(); entry != null; entry = holder.firstHeld()) {
                if (left-- == 0) {
                    home.execute(() -> requeueAll(held, state, redeliveries, home, done));
                    return;
                }
                redeliveries.requeue(entry);
            }
        }
        done.run();
    }

    void clear() {
        bySession.clear();
    }
}
