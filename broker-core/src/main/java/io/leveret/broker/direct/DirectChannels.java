package io.leveret.broker.direct;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Does for users of other interfaces what AMQP clients do, through channels like theirs: with the same permissions,
 * limits, errors and events. Any thread may ask; futures complete on a loop, and fail with {@link
 * io.leveret.codec.AmqpException} where a client's channel or connection would be closed.
 */
public final class DirectChannels {

    private static final String SHUTDOWN = "broker forced connection closure with reason 'shutdown'";

    private final List<Loop> loops;
    private final List<RandomNames> names;
    private final DirectContext context;
    private final Set<DirectChannel<?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong last = new AtomicLong();
    private volatile boolean closing;

    /** @param source of what each loop invents names with */
    public DirectChannels(List<Loop> loops, DirectContext context, RandomNames source) {
        this.loops = loops;
        this.context = context;
        this.names = loops.stream().map(loop -> source.split()).toList();
    }

    /**
     * Calls a method of the queue or the exchange class; completes with the broker's reply. As in RabbitMQ it does so
     * without logging in: connection limits do not count.
     */
    public CompletableFuture<Method> call(String user, String virtualHost, Method method) {
        return run(nextLoop(), new DirectChannel.Visitor(user, virtualHost), new CallTask(method), false);
    }

    /** The same for whoever runs the broker, whom nothing is forbidden. */
    public CompletableFuture<Method> callAsOperator(String name, String virtualHost, Method method) {
        return run(nextLoop(), new DirectChannel.Visitor(name, virtualHost, true), new CallTask(method), false);
    }

    /** Publishes a message, mandatory and to be confirmed. Where that is not possible for an alarm, it fails with 506. */
    public CompletableFuture<Published> publish(
            String user,
            String virtualHost,
            ShortString exchange,
            ShortString routingKey,
            BasicProperties properties,
            byte[] body) {
        if (context.alarms().now().blocksPublishers()) {
            return CompletableFuture.failedFuture(
                    new ConnectionException(ReplyCode.RESOURCE_ERROR, "there are alarms in effect"));
        }
        return run(
                nextLoop(),
                new DirectChannel.Visitor(user, virtualHost),
                new PublishTask(exchange, routingKey, properties.encode(), body),
                true);
    }

    /**
     * Gets messages.
     *
     * @param countMax how many; fewer come if there are fewer, or if they are very large
     * @param bodyBytesMax octets of each body that are of interest
     */
    public CompletableFuture<List<Fetched>> get(
            String user, String virtualHost, ShortString queue, long countMax, AckMode mode, int bodyBytesMax) {
        return run(
                homeOf(virtualHost, queue),
                new DirectChannel.Visitor(user, virtualHost),
                new GetTask(queue, countMax, mode, bodyBytesMax),
                true);
    }

    private Loop homeOf(String virtualHost, ShortString name) {
        TopologyControl control = context.virtualHosts().get(virtualHost);
        @Nullable
        Queue queue = control == null ? null : control.virtualHost().topology().queue(name);
        return queue == null ? nextLoop() : queue.home();
    }

    private Loop nextLoop() {
        return loops.get((int) (last.get() % loops.size()));
    }

    private <T> CompletableFuture<T> run(Loop loop, DirectChannel.Visitor visitor, DirectTask<T> task, boolean logsIn) {
        DirectChannel<T> channel = new DirectChannel<>(loop, context, visitor, task);
        String name = "<" + context.terms().node() + ".direct." + last.incrementAndGet() + ">";
        open.add(channel);
        CompletableFuture<T> answer = channel.answer();
        answer.whenComplete((value, failure) -> open.remove(channel));
        if (closing) {
            channel.giveUp(forced());
        } else {
            loop.execute(() -> channel.begin(name, names.get(loop.index()), logsIn));
        }
        return answer;
    }

    /**
     * The broker ends: those that are open fail, as all to come. Returns when nobody waits for an answer.
     *
     * @param waitMs how long queues may take to get back what channels hold
     */
    public void close(long waitMs) {
        closing = true;
        List<DirectChannel<?>> left = List.copyOf(open);
        left.forEach(channel -> channel.shutDown(forced()));
        CompletableFuture.allOf(left.stream()
                        .map(channel -> channel.answer().handle((value, failure) -> true))
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, waitMs, TimeUnit.MILLISECONDS)
                .join();
        left.forEach(channel -> channel.giveUp(forced()));
    }

    private static ConnectionException forced() {
        return new ConnectionException(ReplyCode.CONNECTION_FORCED, SHUTDOWN);
    }
}
