package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says what a broker answers to a script: exchanges, bindings, queues, consumers and acknowledgements in plain collections,
 * written from the specification and RabbitMQ's behaviour, without a line of the broker's. It knows nothing of transactions,
 * dead letters, priorities of messages, policies, headers exchanges, direct replies and arguments that are wrong, and says
 * so. One thread.
 */
final class Model {

    /** Something the model knows nothing of. */
    static final class NotPredicted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPredicted(String what) {
            super(what);
        }
    }

    /** What closes a channel or a connection. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean isHard;

        private Refused(boolean isHard, String text) {
            super(text);
            this.isHard = isHard;
        }

        static Refused soft(String text) {
            return new Refused(false, "channel.close " + text);
        }

        static Refused hard(String text) {
            return new Refused(true, "connection.close " + text);
        }
    }

    private record Client(int incarnation, TreeMap<Integer, ModelChannel> channels) {}

    private final Names names = new Names("\0 none");
    private final TreeMap<Integer, Client> clients = new TreeMap<>();
    private final ModelBroker broker = new ModelBroker();
    private final List<String> ends = new ArrayList<>();
    private int incarnations;
    private int tags;

    /** The script without the steps that the model knows nothing of; why they are left out is counted in {@code reasons}. */
    static Script predictable(Script script, Map<String, Integer> reasons) {
        Script kept = script;
        int at = 0;
        while (at >= 0) {
            Model model = new Model();
            at = model.firstUnknown(kept, reasons);
            if (at >= 0) {
                kept = kept.without(at, at + 1);
            }
        }
        return kept;
    }

    private int firstUnknown(Script script, Map<String, Integer> reasons) {
        for (int i = 0; i < script.steps().size(); i++) {
            try {
                step(i, script.steps().get(i));
            } catch (NotPredicted unknown) {
                reasons.merge(unknown.getMessage(), 1, Integer::sum);
                return i;
            }
        }
        return -1;
    }

    /** What is answered to each step of a script that is predictable. */
    static List<List<String>> predict(Script script) {
        Model model = new Model();
        List<List<String>> transcript = new ArrayList<>();
        for (int i = 0; i < script.steps().size(); i++) {
            transcript.add(model.step(i, script.steps().get(i)));
        }
        return transcript;
    }

    private List<String> step(int index, Step step) {
        Client client =
                clients.computeIfAbsent(step.connection(), number -> new Client(++incarnations, new TreeMap<>()));
        ModelChannel channel = client.channels().computeIfAbsent(step.channel(), ModelChannel::new);
        boolean wasOpen = channel.isOpen;
        if (!wasOpen && !step.unopened()) {
            channel.open();
        }
        try {
            if (step.unopened()) {
                throw Refused.hard("504 CHANNEL_ERROR - expected 'channel.open'");
            }
            if (wasOpen || !(step.operation() instanceof Operation.ChannelOpen)) {
                perform(client, channel, step.operation());
            }
        } catch (Refused refused) {
            refused(step, client, channel, refused);
        }
        broker.dispatch();
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Integer, Client> each : clients.entrySet()) {
            for (ModelChannel other : each.getValue().channels().values()) {
                other.client.endOfStep(index, names).forEach(line -> lines.add(each.getKey() + "/" + line));
            }
            if (each.getKey() == step.connection()) {
                ends.forEach(end -> lines.add(each.getKey() + "/0 " + end));
            }
        }
        if (!ends.isEmpty()) {
            clients.remove(step.connection());
            ends.clear();
        }
        return lines;
    }

    private void refused(Step step, Client client, ModelChannel channel, Refused refused) {
        String method = step.operation().method(name -> name).protocolMethodName();
        String text = refused.getMessage() + " (" + method + ")";
        if (refused.isHard) {
            end(client, text);
        } else {
            channel.client.answered(new AMQP.Channel.Close.Builder().build(), text);
            broker.close(channel);
        }
    }

    private void end(Client client, String text) {
        ends.add(text);
        client.channels().values().forEach(broker::close);
        broker.connectionGone(client.incarnation());
    }

    private static void answer(ModelChannel channel, com.rabbitmq.client.Method answer) {
        channel.client.answered(answer, PlayedConnection.text(answer));
    }

    private void perform(Client client, ModelChannel channel, Operation operation) {
        if (operation instanceof Operation.Publish publish) {
            publish(channel, publish);
        } else if (operation instanceof Operation.Settle settle) {
            settle(channel, settle);
        } else if (operation instanceof Operation.Get get) {
            get(client, channel, get);
        } else if (operation instanceof Operation.Consume consume) {
            consume(client, channel, consume);
        } else if (operation instanceof Operation.Cancel cancel) {
            broker.cancel(channel, cancel.consumerTag());
            if (!cancel.flags().has("nowait")) {
                channel.client.consumesNoMore(cancel.consumerTag());
                answer(
                        channel,
                        new AMQP.Basic.CancelOk.Builder()
                                .consumerTag(cancel.consumerTag())
                                .build());
            }
        } else if (operation instanceof Operation.QueueDeclare declare) {
            declare(client, channel, declare);
        } else if (operation instanceof Operation.QueueDelete || operation instanceof Operation.QueuePurge) {
            deleteOrPurge(client, channel, operation);
        } else if (operation instanceof Operation.QueueBind bind) {
            bind(client, channel, bind);
        } else if (operation instanceof Operation.QueueUnbind unbind) {
            unbind(client, channel, unbind);
        } else if (operation instanceof Operation.ExchangeDeclare declare) {
            broker.declare(declare);
            answer(channel, new AMQP.Exchange.DeclareOk.Builder().build());
        } else if (operation instanceof Operation.ExchangeDelete delete) {
            broker.delete(delete);
            answer(channel, new AMQP.Exchange.DeleteOk.Builder().build());
        } else if (operation instanceof Operation.ExchangeBind bind) {
            broker.bind(bind);
            answer(
                    channel,
                    bind.unbind()
                            ? new AMQP.Exchange.UnbindOk.Builder().build()
                            : new AMQP.Exchange.BindOk.Builder().build());
        } else if (operation instanceof Operation.OverHttp) {
            throw new NotPredicted("policy");
        } else {
            performOnChannel(client, channel, operation);
        }
    }

    private void performOnChannel(Client client, ModelChannel channel, Operation operation) {
        if (operation instanceof Operation.ChannelOpen) {
            throw Refused.hard("504 CHANNEL_ERROR - second 'channel.open' seen");
        } else if (operation instanceof Operation.ChannelClose) {
            answer(channel, new AMQP.Channel.CloseOk.Builder().build());
            broker.close(channel);
        } else if (operation instanceof Operation.ConnectionClose) {
            end(client, PlayedConnection.text(new AMQP.Connection.CloseOk.Builder().build()));
        } else if (operation instanceof Operation.Flow flow) {
            if (!flow.active()) {
                throw Refused.hard("540 NOT_IMPLEMENTED - active=false");
            }
            answer(channel, new AMQP.Channel.FlowOk.Builder().active(true).build());
        } else if (operation instanceof Operation.Qos qos) {
            qos(channel, qos);
        } else if (operation instanceof Operation.Recover recover) {
            if (!recover.requeue()) {
                throw Refused.hard("540 NOT_IMPLEMENTED - requeue=false");
            }
            channel.client.recovered();
            broker.requeue(channel.take(0, true));
            answer(channel, new AMQP.Basic.RecoverOk.Builder().build());
        } else if (operation instanceof Operation.Mode mode && mode.name().equals("confirm.select")) {
            channel.isConfirming = true;
            answer(channel, new AMQP.Confirm.SelectOk.Builder().build());
        } else if (operation instanceof Operation.Mode mode && !mode.name().equals("tx.select")) {
            throw Refused.soft("406 PRECONDITION_FAILED - channel is not transactional");
        } else if (channel.isConfirming) {
            throw Refused.soft("406 PRECONDITION_FAILED - cannot switch from confirm to tx mode");
        } else {
            throw new NotPredicted("transaction");
        }
    }

    private static void qos(ModelChannel channel, Operation.Qos qos) {
        if (qos.prefetchSize() != 0) {
            throw Refused.hard("540 NOT_IMPLEMENTED - prefetch_size!=0 (" + qos.prefetchSize() + ")");
        }
        if (qos.global()) {
            throw new NotPredicted("qos over all consumers");
        }
        channel.prefetch = qos.prefetchCount();
        answer(channel, new AMQP.Basic.QosOk.Builder().build());
    }

    // Queues

    private static String queueName(ModelChannel channel, String name) {
        if (!name.isEmpty()) {
            return name;
        }
        if (channel.lastQueue.isEmpty()) {
            throw Refused.soft("404 NOT_FOUND - no previously declared queue");
        }
        return channel.lastQueue;
    }

    private ModelQueue queue(Client client, ModelChannel channel, String name) {
        return broker.queue(queueName(channel, name), client.incarnation());
    }

    private void declare(Client client, ModelChannel channel, Operation.QueueDeclare declare) {
        if (declare.flags().has("passive") && declare.queue().isEmpty()) {
            throw new NotPredicted("passive declare without a name");
        }
        ModelQueue queue = broker.declare(declare, client.incarnation());
        channel.lastQueue = queue.name;
        if (!declare.flags().has("nowait")) {
            AMQP.Queue.DeclareOk ok = new AMQP.Queue.DeclareOk.Builder()
                    .queue(queue.name)
                    .messageCount(queue.ready.size())
                    .consumerCount(
                            queue.isQuorum() && queue.isSingle()
                                    ? Math.min(queue.consumers.size(), 1)
                                    : queue.consumers.size())
                    .build();
            answer(channel, ok);
        }
    }

    private void deleteOrPurge(Client client, ModelChannel channel, Operation operation) {
        if (operation instanceof Operation.QueueDelete delete) {
            int count = broker.delete(queueName(channel, delete.queue()), client.incarnation(), delete.flags());
            if (!delete.flags().has("nowait")) {
                answer(
                        channel,
                        new AMQP.Queue.DeleteOk.Builder().messageCount(count).build());
            }
        } else if (operation instanceof Operation.QueuePurge purge) {
            ModelQueue queue = queue(client, channel, purge.queue());
            int count = queue.ready.size();
            queue.ready.clear();
            if (!purge.flags().has("nowait")) {
                answer(
                        channel,
                        new AMQP.Queue.PurgeOk.Builder().messageCount(count).build());
            }
        }
    }

    private void bind(Client client, ModelChannel channel, Operation.QueueBind bind) {
        String name = queueName(channel, bind.queue());
        String key = bind.queue().isEmpty() && bind.key().isEmpty() ? name : bind.key();
        broker.bind(name, client.incarnation(), bind.exchange(), key, bind.arguments());
        if (!bind.flags().has("nowait")) {
            answer(channel, new AMQP.Queue.BindOk.Builder().build());
        }
    }

    private void unbind(Client client, ModelChannel channel, Operation.QueueUnbind unbind) {
        String name = queueName(channel, unbind.queue());
        String key = unbind.queue().isEmpty() && unbind.key().isEmpty() ? name : unbind.key();
        broker.unbind(name, client.incarnation(), unbind.exchange(), key, unbind.arguments());
        answer(channel, new AMQP.Queue.UnbindOk.Builder().build());
    }

    // Messages

    private void publish(ModelChannel channel, Operation.Publish publish) {
        Arguments properties = publish.properties();
        if (publish.flags().has("immediate")) {
            throw Refused.hard("540 NOT_IMPLEMENTED - immediate=true");
        }
        broker.requirePublishable(publish.exchange());
        if (properties.has("reply-to") || properties.has("expiration")) {
            throw new NotPredicted("reply-to or expiration");
        }
        if (properties.get("headers") instanceof Map<?, ?> headers
                && (headers.containsKey("CC") || headers.containsKey("BCC"))) {
            throw new NotPredicted("CC or BCC");
        }
        if (properties.has("user-id") && !properties.get("user-id").equals("guest")) {
            throw Refused.soft("406 PRECONDITION_FAILED - user_id property set to '" + properties.get("user-id")
                    + "' but authenticated user was 'guest'");
        }
        if (channel.isConfirming) {
            channel.published++;
            channel.client.publishSent();
        }
        String body = ContentText.body(publish.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String content = ContentText.properties(MessageProperties.of(properties, names)) + body;
        Set<ModelQueue> targets = broker.route(publish.exchange(), publish.key());
        if (targets.isEmpty() && publish.flags().has("mandatory")) {
            channel.client.returned("return 312 NO_ROUTE from '" + publish.exchange() + "' by '"
                    + names.actual(publish.key()) + "'" + content);
        }
        broker.publish(
                targets,
                publish.exchange(),
                names.actual(publish.key()),
                returns -> returns == 0
                        ? content
                        : ContentText.properties(MessageProperties.of(withReturns(properties, returns), names)) + body);
        if (channel.isConfirming) {
            channel.client.confirmed(channel.published, false, true);
        }
    }

    @SuppressWarnings("unchecked") // headers are a table
    private static Arguments withReturns(Arguments properties, int returns) {
        Map<String, Object> headers = new TreeMap<>();
        if (properties.get("headers") instanceof Map<?, ?> published) {
            headers.putAll((Map<String, Object>) published);
        }
        headers.put("x-delivery-count", (long) returns);
        return properties.with("headers", headers);
    }

    private void get(Client client, ModelChannel channel, Operation.Get get) {
        ModelQueue queue = queue(client, channel, get.queue());
        if (queue.isQuorum() && queue.isSingle()) {
            throw Refused.soft("405 RESOURCE_LOCKED - cannot obtain access to locked queue '" + queue.name
                    + "' in vhost '/'. basic.get operations are not supported by quorum queues with single active"
                    + " consumer");
        }
        ModelQueue.Entry head = queue.ready.poll();
        if (head == null) {
            answer(channel, new AMQP.Basic.GetEmpty.Builder().build());
        } else {
            channel.got(queue, head, get.flags().has("no-ack"));
        }
    }

    private void consume(Client client, ModelChannel channel, Operation.Consume consume) {
        String name = queueName(channel, consume.queue());
        if (channel.consumers.containsKey(consume.consumerTag())) {
            throw Refused.hard("530 NOT_ALLOWED - attempt to reuse consumer tag '" + consume.consumerTag() + "'");
        }
        ModelQueue queue = broker.queue(name, client.incarnation());
        Object priority =
                consume.arguments().has("x-priority") ? consume.arguments().get("x-priority") : 0;
        if (!(priority instanceof Integer || priority instanceof Long)) {
            throw new NotPredicted("priority of a consumer that is no number");
        }
        if (queue.isSingle()
                && (consume.arguments().has("x-priority") || consume.flags().has("exclusive"))) {
            throw new NotPredicted("single active consumer of a priority, or exclusive");
        }
        boolean isExclusive = consume.flags().has("exclusive") && !queue.isQuorum();
        if (queue.exclusiveConsumer != null || (isExclusive && !queue.consumers.isEmpty())) {
            throw Refused.soft("403 ACCESS_REFUSED - queue '" + queue.name + "' in vhost '/' in exclusive use");
        }
        String tag = consume.consumerTag().isEmpty() ? "$tag" + ++tags : consume.consumerTag();
        boolean isWithoutAck = consume.flags().has("no-ack");
        ModelQueue.Consumer consumer =
                new ModelQueue.Consumer(channel, tag, isWithoutAck, channel.prefetch, ((Number) priority).longValue());
        broker.consume(queue, consumer, isExclusive);
        channel.client.consuming(tag, isWithoutAck);
        if (!consume.flags().has("nowait")) {
            answer(channel, new AMQP.Basic.ConsumeOk.Builder().consumerTag(tag).build());
        }
    }

    private void settle(ModelChannel channel, Operation.Settle settle) {
        long deliveryTag = channel.client.settle(settle);
        if (deliveryTag == PlayedChannel.NOTHING) {
            return;
        }
        List<ModelChannel.Unacked> taken = channel.take(deliveryTag, settle.isMultiple());
        if (taken == null) {
            throw Refused.soft("406 PRECONDITION_FAILED - unknown delivery tag " + deliveryTag);
        }
        if (settle.flags().has("requeue")) {
            broker.requeue(taken);
        } else {
            taken.forEach(each -> broker.release(each));
        }
    }
}
