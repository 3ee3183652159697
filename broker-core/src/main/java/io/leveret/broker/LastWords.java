package io.leveret.broker;

import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What queues do last when a broker stops in good order. */
final class LastWords {

    private LastWords() {}

    /**
     * Lets every queue say how far its clients have seen, exactly, and dead letters arrive that are on their way. Waits for
     * that, but no longer than so many milliseconds.
     */
    static void of(VirtualHosts virtualHosts, long msMax) {
        List<CompletableFuture<Boolean>> closed = new ArrayList<>();
        for (TopologyControl control : virtualHosts.all()) {
            for (Queue queue : control.virtualHost().topology().queues()) {
                CompletableFuture<Boolean> done = new CompletableFuture<>();
                closed.add(done);
                queue.home().execute(() -> queue.close(() -> done.complete(true)));
            }
        }
        CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, msMax, TimeUnit.MILLISECONDS)
                .join();
    }
}
