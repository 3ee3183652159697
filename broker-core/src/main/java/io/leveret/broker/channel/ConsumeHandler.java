package io.leveret.broker.channel;

import io.leveret.broker.loop.Ask;
import io.leveret.broker.queue.Consumer;
import io.leveret.broker.queue.Got;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.reply.ReplyAddresses;
import io.leveret.broker.stats.Stat;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** basic.qos, consume, cancel and get. Owned by the connection's loop. */
final class ConsumeHandler {

    private static final String TAG_PREFIX = "amq.ctag-";

    /** What a queue says to basic.get: what it gives, or that it must be asked again later. */
    private record GetAnswer(boolean later, @Nullable Got got) {}

    private final AmqpChannel channel;
    private int prefetch;

    ConsumeHandler(AmqpChannel channel) {
        this.channel = channel;
    }

    int prefetch() {
        return prefetch;
    }

    void handle(BasicMethod method) {
        if (method instanceof BasicMethod.Qos qos) {
            qos(qos);
        } else if (method instanceof BasicMethod.Consume consume) {
            consume(consume);
        } else if (method instanceof BasicMethod.Cancel cancel) {
            cancel(cancel);
        } else if (method instanceof BasicMethod.Get get) {
            get(get);
        } else {
            throw new ConnectionException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
    }

    private void qos(BasicMethod.Qos qos) {
        if (qos.prefetchSize() != 0) {
            throw new ConnectionException(ReplyCode.NOT_IMPLEMENTED, "prefetch_size!=0 (" + qos.prefetchSize() + ")");
        }
        if (qos.global() && !channel.host().terms().compat().takesGlobalQosForEachConsumer()) {
            limitGlobally(qos.prefetchCount());
        } else {
            prefetch = qos.prefetchCount();
            if (channel.globalPrefetch().isLimited()) {
                limitGlobally(0);
            } else {
                channel.reply(new BasicMethod.QosOk());
            }
        }
    }

    /** The queues of running consumers must ask from now on, or need not any more, before the limit can be told. */
    private void limitGlobally(int limit) {
        List<ChannelConsumer> limited = new ArrayList<>();
        for (ChannelConsumer consumer : channel.consumers().all()) {
            if (consumer.isGloballyLimited()) {
                limited.add(consumer);
            }
        }
        channel.stall();
        int[] left = {limited.size()};
        if (limited.isEmpty()) {
            limited(limit);
        }
        for (ChannelConsumer consumer : limited) {
            Queue queue = consumer.queue();
            Ask.<Boolean>ask(
                    channel.loop(),
                    queue.home(),
                    () -> {
                        queue.subscriptions().limitGlobally(consumer.consumer(), limit > 0);
                        return true;
                    },
                    (done, failure) -> {
                        if (--left[0] == 0) {
                            limited(limit);
                        }
                    });
        }
    }

    private void limited(int limit) {
        channel.answered(null, null, nothing -> {
            channel.globalPrefetch().limit(limit);
            channel.reply(new BasicMethod.QosOk());
        });
    }

    private void consume(BasicMethod.Consume consume) {
        ShortString name = channel.queues().nameOrLast(consume.queue());
        ShortString tag = consume.consumerTag().isEmpty()
                ? ShortString.of(channel.host().names().next(TAG_PREFIX))
                : consume.consumerTag();
        if (channel.consumers().contains(tag)) {
            throw new ConnectionException(ReplyCode.NOT_ALLOWED, "attempt to reuse consumer tag '" + tag + "'");
        }
        if (name.equals(ReplyAddresses.PSEUDO_QUEUE)) {
            channel.consumers().replies().consume(tag, consume.noAck());
            consumed(tag, consume.nowait());
            return;
        }
        long most = channel.host().terms().consumersMax();
        if (channel.consumers().size() >= most) {
            throw new ConnectionException(
                    ReplyCode.NOT_ALLOWED, "reached maximum (" + most + ") of consumers per channel");
        }
        Queue queue = channel.queues().requireReadable(name);
        int priority = ConsumeArguments.priority(consume.arguments(), queue);
        boolean isQuorum = queue.settings().type() == QueueType.QUORUM;
        if (isQuorum && channel.globalPrefetch().isLimited()) {
            throw new ConnectionException(
                    ReplyCode.NOT_IMPLEMENTED, queue.description() + " does not support global qos");
        }
        Consumer.Terms terms = new Consumer.Terms(
                tag.toString(),
                consume.noAck(),
                consume.exclusive() && !isQuorum,
                prefetch,
                priority,
                consume.arguments());
        subscribe(new ChannelConsumer(channel, queue, tag, terms), consume.nowait());
    }

    private void subscribe(ChannelConsumer consumer, boolean nowait) {
        boolean limited = channel.globalPrefetch().isLimited() && consumer.isGloballyLimited();
        // Known before it is asked for: if the channel closes meanwhile, its queue is told.
        channel.consumers().add(consumer);
        channel.ask(consumer.queue(), queue -> queue.subscribe(consumer.consumer(), limited), subscribed -> {
            if (!Boolean.TRUE.equals(subscribed)) {
                channel.consumers().remove(consumer);
                throw channel.queues().notFound(consumer.queue().name());
            }
            consumer.subscribed();
            consumed(consumer.tag(), nowait);
        });
    }

    private void consumed(ShortString tag, boolean nowait) {
        if (!nowait) {
            channel.reply(new BasicMethod.ConsumeOk(tag));
        }
    }

    private void cancel(BasicMethod.Cancel cancel) {
        if (channel.consumers().replies().hasTag(cancel.consumerTag())) {
            channel.consumers().replies().end();
            cancelled(cancel);
            return;
        }
        ChannelConsumer consumer = channel.consumers().get(cancel.consumerTag());
        if (consumer == null) {
            cancelled(cancel);
            return;
        }
        channel.ask(
                consumer.queue(),
                queue -> {
                    queue.unsubscribe(consumer.consumer());
                    return true;
                },
                done -> {
                    channel.consumers().remove(consumer);
                    channel.host().deliveries().giveBack(other -> other == consumer);
                    channel.stall();
                    channel.departure()
                            .afterRemoval(
                                    List.of(consumer.queue()),
                                    () -> channel.answered(null, null, nothing -> cancelled(cancel)));
                });
    }

    private void cancelled(BasicMethod.Cancel cancel) {
        if (!cancel.nowait()) {
            channel.reply(new BasicMethod.CancelOk(cancel.consumerTag()));
        }
    }

    private void get(BasicMethod.Get get) {
        Output output = channel.host().output();
        if (output.isClosed()) {
            return; // nobody would read what is taken from the queue
        }
        if (output.isCongested()) {
            channel.stall();
            output.whenDrained(() -> channel.answered(null, null, nothing -> get(get)));
            return;
        }
        channel.queues().replyNames().requireGettable(get.queue());
        Queue queue = channel.queues().requireReadable(get.queue());
        QueueHandler.requireGettable(queue);
        channel.ask(
                queue,
                asked -> asked.isHeadDeliverable()
                        ? new GetAnswer(false, asked.get(channel, get.noAck()))
                        : new GetAnswer(true, null),
                answer -> {
                    Got got = answer == null ? null : answer.got;
                    if (got != null) {
                        write(got, get.noAck());
                    } else if (answer != null && answer.later) {
                        channel.after(queue, Queue::whenHead, () -> get(get));
                    } else {
                        channel.stats().count(Stat.GET_EMPTY);
                        channel.reply(new BasicMethod.GetEmpty());
                    }
                },
                late -> {
                    if (late.got != null) {
                        channel.tooLate(late.got.entry(), get.noAck());
                    }
                });
    }

    private void write(Got got, boolean noAck) {
        long tag = channel.unacked().nextDeliveryTag();
        channel.stats().countGot(noAck, got.entry().isRedelivered());
        if (!noAck) {
            channel.unacked().add(tag, got.entry());
            channel.globalPrefetch().got(got.entry());
        }
        if (channel.host().topology().virtualHost().isTraced()) {
            Firehose.delivered(
                    channel, got.message(), got.entry().queue(), got.entry().isRedelivered());
        }
        MessageFrames.getOk(
                channel.host().output(),
                channel.number(),
                tag,
                got.entry().isRedelivered(),
                got.message(),
                got.remaining(),
                channel.host().frameMax());
    }
}
