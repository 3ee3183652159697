package io.leveret.store.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Some threads of the store that share what they are given. Giving may be done by any thread and never blocks. */
public final class WorkerPool implements Executor {

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Member> members = new ArrayList<>();

    /**
     * Starts nothing yet.
     *
     * @param namePrefix of the threads, which are numbered from 1
     * @param onFailure told what a task has thrown; its thread ends then
     */
    public WorkerPool(Threads threads, String namePrefix, int count, Consumer<Throwable> onFailure) {
        for (int i = 1; i <= count; i++) {
            members.add(new Member(threads, namePrefix + i, onFailure));
        }
    }

    public void start() {
        members.forEach(member -> member.worker.start());
    }

    /** What is given after the end is not done. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        // A member that is busy now looks again before it sleeps.
        for (Member member : members) {
            if (member.idle.compareAndSet(true, false)) {
                member.bell.ring();
                return;
            }
        }
    }

    /** Does what was given before and ends the threads. */
    public void end() {
        members.forEach(member -> member.worker.end());
    }

    /** One thread. */
    private final class Member {
        private final Doorbell bell;
        private final Worker worker;
        private final AtomicBoolean idle = new AtomicBoolean(true);

        private Member(Threads threads, String name, Consumer<Throwable> onFailure) {
            bell = new Doorbell(threads);
            worker = new Worker(threads, name, bell, this::work, onFailure);
        }

        private void work() {
            do {
                idle.set(false);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                idle.set(true);
            } while (!tasks.isEmpty());
        }
    }
}
