package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** One connection of a script under way: sends, reads, and sorts what it reads by channels. One thread. */
final class PlayedConnection {

    /** After which a broker counts as stuck. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private static final int FRAME_MAX = 4096;
    private static final Method SYNC = new AMQP.Access.Request.Builder().build();

    private final RawConnection raw;
    private final Map<Integer, PlayedChannel> channels = new TreeMap<>();
    private final List<String> ends = new ArrayList<>();
    private boolean isOpen = true;
    private boolean isStuck;
    private boolean lastGetWithoutAck;
    private boolean lastConsumeWithoutAck;

    PlayedConnection(Peer peer) {
        raw = peer.connect().deadline(ANSWER_LIMIT);
        raw.open(peer.handshake().frameMax(FRAME_MAX));
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Whether an answer did not come. */
    boolean isStuck() {
        return isStuck;
    }

    PlayedChannel channel(int number) {
        return channels.computeIfAbsent(number, PlayedChannel::new);
    }

    // Sending

    void openChannel(PlayedChannel channel) {
        send(channel, new AMQP.Channel.Open.Builder().build());
        pump(channel::isOpen);
    }

    /** Sends what a step says; waits for nothing. */
    void perform(PlayedChannel channel, Operation operation, Names names) {
        if (operation instanceof Operation.Publish publish) {
            channel.publishSent();
            publish(channel, publish, names);
        } else if (operation instanceof Operation.Settle settle) {
            long deliveryTag = channel.settle(settle);
            if (deliveryTag != PlayedChannel.NOTHING) {
                send(channel, settle.method(deliveryTag));
            }
        } else if (operation instanceof Operation.ConnectionClose) {
            send(channel(0), operation.method(names::actual));
        } else {
            prepare(channel, operation);
            send(channel, operation.method(names::actual));
        }
    }

    private void prepare(PlayedChannel channel, Operation operation) {
        if (operation instanceof Operation.Consume consume) {
            channel.consumeSent(consume);
            lastConsumeWithoutAck = consume.flags().has("no-ack");
        } else if (operation instanceof Operation.Get get) {
            lastGetWithoutAck = get.flags().has("no-ack");
        } else if (operation instanceof Operation.ChannelClose) {
            channel.closing();
        } else if (operation instanceof Operation.Recover recover && recover.requeue()) {
            channel.recovered();
        }
    }

    private void publish(PlayedChannel channel, Operation.Publish publish, Names names) {
        byte[] body = publish.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        guarded(() -> raw.publish(
                channel.number(),
                (AMQP.Basic.Publish) publish.method(names::actual),
                MessageProperties.of(publish.properties(), names),
                body));
    }

    /** Asks the channel for an answer that comes behind all others. */
    void sync(PlayedChannel channel) {
        channel.syncSent();
        send(channel, SYNC);
    }

    private void send(PlayedChannel channel, Method method) {
        guarded(() -> raw.method(channel.number(), method));
    }

    private void guarded(Runnable sending) {
        try {
            sending.run();
        } catch (UncheckedIOException e) {
            // What the broker said before it dropped the socket may still be there to be read.
        }
    }

    /** Those that are open. */
    List<PlayedChannel> openChannels() {
        return channels.values().stream().filter(PlayedChannel::isOpen).toList();
    }

    // Receiving

    /** Reads until something is so, or the connection is closed. */
    void pump(BooleanSupplier done) {
        while (isOpen && !done.getAsBoolean()) {
            try {
                handle(raw.readFrame());
            } catch (UncheckedIOException e) {
                isStuck = e.getCause() instanceof SocketTimeoutException;
                ended(isStuck ? "! no answer" : "socket dropped");
            } catch (AssertionError e) {
                ended(e.getMessage().startsWith("the broker closed") ? "socket dropped" : "! " + e.getMessage());
            }
        }
    }

    private void ended(String how) {
        ends.add(how);
        isOpen = false;
        channels.values().forEach(PlayedChannel::closed);
        raw.close();
    }

    private void handle(RawFrame frame) {
        Method method = frame.method();
        if (frame.channel() == 0) {
            handleZero(method);
            return;
        }
        PlayedChannel channel = channel(frame.channel());
        if (method instanceof AMQP.Channel.Close) {
            channel.answered(method, text(method));
            raw.method(frame.channel(), new AMQP.Channel.CloseOk.Builder().build());
            channel.closed();
        } else if (method instanceof AMQP.Channel.CloseOk) {
            channel.answered(method, text(method));
            channel.closed();
        } else if (method instanceof AMQP.Channel.OpenOk) {
            channel.opened();
        } else if (method instanceof AMQP.Access.RequestOk) {
            channel.synced();
        } else if (((com.rabbitmq.client.impl.Method) method).hasContent()) {
            content(channel, method);
        } else {
            handle(channel, method);
        }
    }

    private void handleZero(Method method) {
        if (method instanceof AMQP.Connection.Close) {
            guarded(() -> raw.method(0, new AMQP.Connection.CloseOk.Builder().build()));
            ended(text(method));
        } else {
            ended(text(method));
        }
    }

    private void handle(PlayedChannel channel, Method method) {
        if (method instanceof AMQP.Basic.Ack ack) {
            channel.confirmed(ack.getDeliveryTag(), ack.getMultiple(), true);
        } else if (method instanceof AMQP.Basic.Nack nack) {
            channel.confirmed(nack.getDeliveryTag(), nack.getMultiple(), false);
        } else if (method instanceof AMQP.Basic.Cancel cancel) {
            channel.cancelled(cancel.getConsumerTag());
        } else {
            if (method instanceof AMQP.Basic.ConsumeOk ok) {
                channel.consuming(ok.getConsumerTag(), lastConsumeWithoutAck);
            } else if (method instanceof AMQP.Basic.CancelOk ok) {
                channel.consumesNoMore(ok.getConsumerTag());
            }
            channel.answered(method, text(method));
        }
    }

    private void content(PlayedChannel channel, Method method) {
        RawFrame header = raw.readFrame();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (body.size() < header.bodySize()) {
            RawFrame part = raw.readFrame();
            if (part.channel() != channel.number() || part.type() != RawFrame.BODY) {
                throw new AssertionError("within a content comes " + part);
            }
            body.writeBytes(part.payload());
        }
        String content = ContentText.properties(header) + ContentText.body(body.toByteArray());
        if (method instanceof AMQP.Basic.Deliver deliver) {
            String text = "deliver to '" + deliver.getConsumerTag() + "'" + redelivered(deliver.getRedelivered())
                    + from(deliver.getExchange(), deliver.getRoutingKey()) + content;
            channel.delivered(deliver.getConsumerTag(), deliver.getDeliveryTag(), text);
        } else if (method instanceof AMQP.Basic.GetOk got) {
            String text = "get-ok" + redelivered(got.getRedelivered()) + from(got.getExchange(), got.getRoutingKey())
                    + content + " " + got.getMessageCount() + " left";
            channel.got(got.getDeliveryTag(), lastGetWithoutAck, text);
        } else if (method instanceof AMQP.Basic.Return returned) {
            channel.returned("return " + returned.getReplyCode() + " " + returned.getReplyText()
                    + from(returned.getExchange(), returned.getRoutingKey()) + content);
        } else {
            channel.anomaly("content with " + method);
        }
    }

    private static String redelivered(boolean isRedelivered) {
        return isRedelivered ? " again" : "";
    }

    private static String from(String exchange, String key) {
        return " from '" + exchange + "' by '" + key + "'";
    }

    static String text(Method method) {
        if (method instanceof AMQP.Channel.Close || method instanceof AMQP.Connection.Close) {
            CloseReason reason = CloseReason.of(method);
            return reason.what() + ".close " + reason.replyCode() + " " + reason.replyText() + " ("
                    + reason.failedMethod() + ")";
        }
        return method.toString().replace("#method<", "").replace(">", "");
    }

    /** What has come since the last step, and the end of the connection if there was one. */
    List<String> endOfStep(int step, Names names) {
        List<String> lines = new ArrayList<>();
        channels.values().forEach(channel -> lines.addAll(channel.endOfStep(step, names)));
        ends.forEach(end -> lines.add("0 " + names.shown(end)));
        ends.clear();
        return lines;
    }

    /** Closes it in the orderly way, after which its exclusive queues are gone. */
    void close() {
        if (isOpen) {
            send(channel(0), new Operation.ConnectionClose().method(name -> name));
            pump(() -> false);
        }
        raw.close();
    }
}
