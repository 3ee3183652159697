package io.leveret.broker;

import io.leveret.broker.auth.Users;
import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.Connections;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.value.ShortString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a broker from outside its protocol. Every method may be called by any thread; owners are asked by
 * message, one per loop, and the future completes on a loop.
 */
public final class Management {

    private final List<Loop> loops;
    private final Connections connections;
    private final List<VirtualHost> virtualHosts;
    private final Users users;

    Management(List<Loop> loops, Connections connections, List<VirtualHost> virtualHosts, Users users) {
        this.loops = loops;
        this.connections = connections;
        this.virtualHosts = virtualHosts;
        this.users = users;
    }

    /** Whether this user may use the management interface from there. */
    public boolean authenticate(String user, String password, InetAddress peer) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return users.login(user, bytes, new InetSocketAddress(peer, 0)) == Users.Verdict.ACCEPTED;
    }

    /** Totals. */
    public CompletableFuture<Overview> overview() {
        return queues().thenCombine(channelCount(), this::overview);
    }

    private Overview overview(List<QueueInfo> queues, int channels) {
        int exchanges = 0;
        for (VirtualHost virtualHost : virtualHosts) {
            exchanges += virtualHost.topology().exchangeCount();
        }
        int consumers = 0;
        long ready = 0;
        long unacked = 0;
        for (QueueInfo queue : queues) {
            consumers += queue.consumers();
            ready += queue.ready();
            unacked += queue.unacked();
        }
        return new Overview(
                ServerProperties.version(),
                ServerProperties.RABBIT_VERSION,
                ServerProperties.CLUSTER_NAME,
                ServerProperties.CLUSTER_NAME,
                connections.count(),
                channels,
                exchanges,
                queues.size(),
                consumers,
                ready,
                unacked);
    }

    private CompletableFuture<Integer> channelCount() {
        return gather(loop -> {
                    int channels = 0;
                    for (AmqpConnection connection : connections.all()) {
                        if (connection.loop() == loop) {
                            channels += connection.channelCount();
                        }
                    }
                    return channels;
                })
                .thenApply(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    /** Every queue of every virtual host, in no particular order. */
    public CompletableFuture<List<QueueInfo>> queues() {
        return gather(this::queuesOn).thenApply(lists -> {
            List<QueueInfo> all = new ArrayList<>();
            lists.forEach(all::addAll);
            return all;
        });
    }

    private List<QueueInfo> queuesOn(Loop loop) {
        List<QueueInfo> found = new ArrayList<>();
        for (VirtualHost virtualHost : virtualHosts) {
            for (Queue queue : virtualHost.topology().queues()) {
                QueueInfo info = queue.home() == loop ? info(virtualHost, queue) : null;
                if (info != null) {
                    found.add(info);
                }
            }
        }
        return found;
    }

    /** One queue, or null if there is none of that name. */
    public CompletableFuture<@Nullable QueueInfo> queue(String virtualHostName, String name) {
        for (VirtualHost virtualHost : virtualHosts) {
            Queue queue = virtualHost.name().equals(virtualHostName) ? find(virtualHost, name) : null;
            if (queue != null) {
                return Management.<@Nullable QueueInfo>on(queue.home(), () -> info(virtualHost, queue));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private static @Nullable Queue find(VirtualHost virtualHost, String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX
                ? null
                : virtualHost.topology().queue(ShortString.of(name));
    }

    private static @Nullable QueueInfo info(VirtualHost virtualHost, Queue queue) {
        Queue.Counts counts = queue.counts();
        if (counts == null) {
            return null;
        }
        return new QueueInfo(
                virtualHost.name(),
                queue.name().toString(),
                queue.settings().durable(),
                queue.settings().autoDelete(),
                queue.settings().isExclusive(),
                PlainValues.of(queue.settings().arguments()),
                counts.ready(),
                counts.unacked(),
                counts.consumers(),
                "running");
    }

    private <T> CompletableFuture<List<T>> gather(Function<Loop, T> question) {
        CompletableFuture<List<T>> gathered = CompletableFuture.completedFuture(List.of());
        for (Loop loop : loops) {
            gathered = gathered.thenCombine(on(loop, () -> question.apply(loop)), Management::appended);
        }
        return gathered;
    }

    private static <T> List<T> appended(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static <T extends @Nullable Object> CompletableFuture<T> on(Loop loop, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | AssertionError failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
