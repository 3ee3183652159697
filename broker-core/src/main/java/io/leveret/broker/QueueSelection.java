package io.leveret.broker;

import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.VirtualHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The queues of some virtual hosts as they were at one moment, by virtual host and name, to be asked about in portions. Takes
 * a reference for each. Any thread; futures complete on a loop.
 */
public final class QueueSelection {

    private record Found(VirtualHost virtualHost, Queue queue) {}

    private final List<Found> found;

    private QueueSelection(List<Found> found) {
        this.found = found;
    }

    static QueueSelection of(Collection<VirtualHost> hosts) {
        List<Found> found = new ArrayList<>();
        hosts.stream().sorted(Comparator.comparing(VirtualHost::name)).forEach(host -> {
            List<Queue> queues = new ArrayList<>(host.topology().queues());
            queues.sort(Comparator.comparing(Queue::name));
            queues.forEach(queue -> found.add(new Found(host, queue)));
        });
        return new QueueSelection(found);
    }

    public int size() {
        return found.size();
    }

    /** The name of the queue at this place, from 0. */
    public String name(int index) {
        return found.get(index).queue().name().toString();
    }

    /** What there is to say about some of them, in this order; null for each that is gone meanwhile. */
    public CompletableFuture<List<@Nullable QueueInfo>> infos(int[] indices) {
        List<Found> some = Arrays.stream(indices).mapToObj(found::get).toList();
        return Owners.ask(some, each -> each.queue().home(), each -> QueueInfo.of(each.virtualHost(), each.queue()));
    }

    /** Their consumers, those of one queue after those of another. */
    public CompletableFuture<List<ConsumerInfo>> consumers() {
        return Owners.<Found, List<ConsumerInfo>>ask(
                        found,
                        each -> each.queue().home(),
                        each -> QueueInfo.consumers(each.virtualHost(), each.queue()))
                .thenApply(lists -> {
                    List<ConsumerInfo> all = new ArrayList<>();
                    for (List<ConsumerInfo> some : lists) {
                        if (some != null) {
                            all.addAll(some);
                        }
                    }
                    return all;
                });
    }

    /** What is in all of them together. */
    CompletableFuture<QueueTotals> totals() {
        return Owners.<Found, QueueTotals>ask(
                        found,
                        each -> each.queue().home(),
                        each -> QueueTotals.of(each.queue().counts()))
                .thenApply(QueueTotals::sum);
    }
}
