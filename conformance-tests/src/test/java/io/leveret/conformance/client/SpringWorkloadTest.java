package io.leveret.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.conformance.client.RetryLadder.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.core.MessagePropertiesBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.MessageListenerAdapter;
import org.springframework.amqp.rabbit.transaction.RabbitTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The workload of {@link WorkloadTest} with Spring AMQP: listener containers of both kinds, {@code RabbitTemplate} with
 * direct reply-to, with a reply container, with correlated confirms and returns, and with transactions.
 */
class SpringWorkloadTest {

    private static final int CALLS = 20;

    private final String prefix = "spring." + UUID.randomUUID();
    private final List<AbstractMessageListenerContainer> containers = new ArrayList<>();
    private CachingConnectionFactory connections;
    private RabbitTemplate template;
    private RabbitAdmin admin;

    @BeforeEach
    void connect() {
        connections = new CachingConnectionFactory(BrokerAddress.current().connectionFactory());
        template = new RabbitTemplate(connections);
        template.setReplyTimeout(60_000);
        admin = new RabbitAdmin(connections);
    }

    @AfterEach
    void disconnect() {
        containers.forEach(AbstractMessageListenerContainer::destroy);
        template.destroy();
        connections.destroy();
    }

    @Test
    void worksThroughTasksWithRetriesAndParksWhatFailsAlways() {
        RetryLadder ladder = new RetryLadder(prefix);
        declare(ladder);
        Collection<Throwable> failures = new ConcurrentLinkedQueue<>();
        SimpleMessageListenerContainer workers = new SimpleMessageListenerContainer(connections);
        workers.setConcurrentConsumers(2);
        workers.setPrefetchCount(10);
        listen(workers, ladder.tasks, task -> {
            try {
                work(ladder, task);
            } catch (AssertionError wrong) {
                failures.add(wrong);
            }
        });
        for (int n = 0; n < RetryLadder.TASKS; n++) {
            template.convertAndSend(ladder.work, "task", Integer.toString(n));
        }
        AbstractMessageListenerContainer lot = listen(
                new DirectMessageListenerContainer(connections), ladder.parked, task -> ladder.parked(number(task)));
        Awaitility.await().until(() -> ladder.finished() || !failures.isEmpty());
        workers.stop();
        lot.stop();

        assertThat(failures).isEmpty();
        for (String queue : ladder.queues()) {
            assertThat(admin.getQueueInfo(queue).getMessageCount()).as(queue).isZero();
            admin.deleteQueue(queue);
        }
        admin.deleteExchange(ladder.work);
        admin.deleteExchange(ladder.retry);
        ladder.verify();
    }

    private void declare(RetryLadder ladder) {
        DirectExchange work = new DirectExchange(ladder.work);
        DirectExchange retry = new DirectExchange(ladder.retry);
        Queue tasks = QueueBuilder.durable(ladder.tasks)
                .deadLetterExchange(ladder.retry)
                .build();
        declare(work, retry, tasks, QueueBuilder.durable(ladder.parked).build());
        for (String key : RetryLadder.KEYS) {
            admin.declareBinding(BindingBuilder.bind(tasks).to(work).with(key));
        }
        for (RetryLadder.Step step : ladder.steps) {
            Queue waiting = QueueBuilder.durable(step.queue())
                    .ttl(step.ttlMs())
                    .deadLetterExchange(ladder.work)
                    .deadLetterRoutingKey(step.nextKey())
                    .build();
            declare(waiting, BindingBuilder.bind(waiting).to(retry).with(step.key()));
        }
    }

    private void work(RetryLadder ladder, Message task) {
        Outcome outcome =
                ladder.attempt(number(task), task.getMessageProperties().getReceivedRoutingKey(), deaths(task));
        switch (outcome) {
            case DONE -> {}
            case PARK -> template.send("", ladder.parked, task);
            case RETRY -> throw new AmqpRejectAndDontRequeueException("not this time");
        }
    }

    private static List<? extends Map<String, ?>> deaths(Message task) {
        List<Map<String, ?>> deaths = task.getMessageProperties().getXDeathHeader();
        return deaths == null ? List.of() : deaths;
    }

    @Test
    void publishesToThreeSubscribers() {
        FanoutExchange exchange = new FanoutExchange(prefix + ".news", false, true);
        declare(exchange);
        List<Collection<Integer>> subscribers = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            Collection<Integer> seen = new ConcurrentLinkedQueue<>();
            subscribers.add(seen);
            AnonymousQueue queue = new AnonymousQueue();
            declare(queue, BindingBuilder.bind(queue).to(exchange));
            listen(
                    new DirectMessageListenerContainer(connections),
                    queue.getName(),
                    message -> seen.add(number(message)));
        }
        for (int n = 0; n < 50; n++) {
            template.convertAndSend(exchange.getName(), "ignored", Integer.toString(n));
        }
        List<Integer> all = IntStream.range(0, 50).boxed().toList();
        Awaitility.await()
                .untilAsserted(() -> assertThat(subscribers)
                        .allSatisfy(seen -> assertThat(seen).containsExactlyElementsOf(all)));
    }

    @Test
    void callsByDirectReplyToAndByReplyContainer() {
        AnonymousQueue requests = new AnonymousQueue();
        AnonymousQueue replies = new AnonymousQueue();
        declare(requests, replies);
        SimpleMessageListenerContainer server = new SimpleMessageListenerContainer(connections);
        server.setPrefetchCount(1);
        server.setQueueNames(requests.getName());
        server.setMessageListener(new MessageListenerAdapter(new Squares(), "square"));
        start(server);

        // RabbitTemplate asks for direct replies unless it is told otherwise.
        call(template, requests.getName());

        RabbitTemplate classic = new RabbitTemplate(connections);
        classic.setReplyTimeout(60_000);
        classic.setReplyAddress(replies.getName());
        SimpleMessageListenerContainer answers = new SimpleMessageListenerContainer(connections);
        answers.setQueueNames(replies.getName());
        answers.setMessageListener(classic);
        start(answers);
        call(classic, requests.getName());
    }

    private static void call(RabbitTemplate caller, String requests) {
        for (int n = 0; n < CALLS; n++) {
            assertThat(caller.convertSendAndReceive(requests, Integer.toString(n)))
                    .isEqualTo(Integer.toString(n * n));
        }
    }

    /** What the server does: an object that knows nothing of messages. */
    static final class Squares {

        public String square(String number) {
            int n = Integer.parseInt(number);
            return Integer.toString(n * n);
        }
    }

    @Test
    void routesByTopic() {
        TopicExchange exchange = new TopicExchange(prefix + ".topic", false, true);
        declare(exchange);
        Map<String, Collection<String>> seen = new HashMap<>();
        for (String pattern : TopicTable.BY_PATTERN.keySet()) {
            AnonymousQueue queue = new AnonymousQueue();
            declare(queue, BindingBuilder.bind(queue).to(exchange).with(pattern));
            Collection<String> keys = new ConcurrentLinkedQueue<>();
            seen.put(pattern, keys);
            listen(
                    new DirectMessageListenerContainer(connections),
                    queue.getName(),
                    message -> keys.add(message.getMessageProperties().getReceivedRoutingKey()));
        }
        for (String key : TopicTable.KEYS) {
            template.convertAndSend(exchange.getName(), key, key);
        }
        Awaitility.await()
                .untilAsserted(() -> TopicTable.BY_PATTERN.forEach((pattern, keys) ->
                        assertThat(seen.get(pattern)).as(pattern).containsExactlyElementsOf(keys)));
    }

    @Test
    void correlatesConfirmsAndReturns() throws Exception {
        CachingConnectionFactory confirming =
                new CachingConnectionFactory(BrokerAddress.current().connectionFactory());
        confirming.setPublisherConfirmType(ConfirmType.CORRELATED);
        confirming.setPublisherReturns(true);
        try {
            RabbitTemplate sender = new RabbitTemplate(confirming);
            sender.setMandatory(true);
            AnonymousQueue queue = new AnonymousQueue();
            new RabbitAdmin(confirming).declareQueue(queue);
            List<CorrelationData> sent = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                CorrelationData data = new CorrelationData();
                sent.add(data);
                sender.convertAndSend("", queue.getName(), Integer.toString(n), data);
            }
            CorrelationData lost = new CorrelationData();
            sender.convertAndSend("", prefix + ".nowhere", "lost", lost);
            CorrelationData refused = new CorrelationData();
            sender.convertAndSend(prefix + ".no-exchange", "key", "refused", refused);

            for (CorrelationData data : sent) {
                assertThat(data.getFuture().get(10, SECONDS).ack()).isTrue();
                assertThat(data.getReturned()).isNull();
            }
            assertThat(lost.getFuture().get(10, SECONDS).ack()).isTrue();
            assertThat(lost.getReturned()).isNotNull();
            assertThat(lost.getReturned().getReplyCode()).isEqualTo(312);
            assertThat(lost.getReturned().getReplyText()).isEqualTo("NO_ROUTE");
            assertThat(refused.getFuture().get(10, SECONDS).ack()).isFalse();
        } finally {
            confirming.destroy();
        }
    }

    @Test
    void sendsAndReceivesInTransactions() {
        AnonymousQueue queue = new AnonymousQueue();
        declare(queue);
        RabbitTemplate transacted = new RabbitTemplate(connections);
        transacted.setChannelTransacted(true);
        TransactionTemplate transaction = new TransactionTemplate(new RabbitTransactionManager(connections));

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    transacted.convertAndSend(queue.getName(), "rolled back");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(count(queue)).isZero();

        transaction.executeWithoutResult(status -> {
            transacted.convertAndSend(queue.getName(), "one");
            transacted.convertAndSend(queue.getName(), "two");
        });
        assertThat(count(queue)).isEqualTo(2);

        transaction.executeWithoutResult(status -> {
            assertThat(transacted.receiveAndConvert(queue.getName())).isEqualTo("one");
            status.setRollbackOnly();
        });
        Awaitility.await().until(() -> count(queue) == 2);
        transaction.executeWithoutResult(status ->
                assertThat(transacted.receiveAndConvert(queue.getName())).isEqualTo("one"));
        assertThat(count(queue)).isEqualTo(1);
    }

    @Test
    void keepsProperties() {
        AnonymousQueue queue = new AnonymousQueue();
        declare(queue);
        Message sent = MessageBuilder.withBody(new byte[100_000])
                .andProperties(MessagePropertiesBuilder.newInstance()
                        .setContentType("application/x-thing")
                        .setContentEncoding("identity")
                        .setPriority(7)
                        .setCorrelationId("c-1")
                        .setReplyTo("answers")
                        .setExpiration("60000")
                        .setMessageId("m-1")
                        .setType("greeting")
                        .setUserId("guest")
                        .setAppId("round-trip")
                        .setHeader("text", "héllo")
                        .setHeader("long", 1L << 40)
                        .setHeader("list", List.of(1, "two", Map.of("three", 3)))
                        .build())
                .build();

        template.send(queue.getName(), sent);
        Message got = template.receive(queue.getName(), 10_000);

        assertThat(got).isNotNull();
        assertThat(got.getBody()).isEqualTo(sent.getBody());
        assertThat(got.getMessageProperties())
                .usingRecursiveComparison()
                .comparingOnlyFields(
                        "contentType",
                        "contentEncoding",
                        "priority",
                        "correlationId",
                        "replyTo",
                        "expiration",
                        "messageId",
                        "type",
                        "appId",
                        "headers")
                .isEqualTo(sent.getMessageProperties());
        assertThat(got.getMessageProperties().getReceivedUserId()).isEqualTo("guest");
    }

    private int count(Queue queue) {
        return (int) admin.getQueueInfo(queue.getName()).getMessageCount();
    }

    private void declare(Declarable... all) {
        for (Declarable each : new Declarables(all).getDeclarables()) {
            if (each instanceof Exchange exchange) {
                admin.declareExchange(exchange);
            } else if (each instanceof Queue queue) {
                admin.declareQueue(queue);
            } else {
                admin.declareBinding((Binding) each);
            }
        }
    }

    private AbstractMessageListenerContainer listen(
            AbstractMessageListenerContainer container, String queue, MessageListener listener) {
        container.setQueueNames(queue);
        container.setMessageListener(listener);
        return start(container);
    }

    private AbstractMessageListenerContainer start(AbstractMessageListenerContainer container) {
        container.setShutdownTimeout(2_000);
        containers.add(container);
        container.afterPropertiesSet();
        container.start();
        return container;
    }

    private static int number(Message message) {
        return Integer.parseInt(new String(message.getBody(), UTF_8));
    }
}
