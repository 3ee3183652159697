package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What policies do to queues and exchanges, to those that are there and to those that come. */
class PoliciesTest extends PolicyFixture {

    private void rejectOne(String queue) throws Exception {
        GetResponse got = channel.basicGet(queue, false);
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        ready(queue); // answered once the broker has seen the reject: a policy takes another way
    }

    private void awaitReady(String queue, int count) {
        await().untilAsserted(() -> assertThat(ready(queue)).isEqualTo(count));
    }

    @Test
    @Spec(section = "2.18", row = "max-length: a queue that is there loses at once what is too much")
    void aLimitTakesEffectOnWhatIsThere() throws Exception {
        queue("q");
        publish("q", "1", "2", "3", "4", "5");
        policy("q", "{\"max-length\":2}");

        awaitReady("q", 2);
        assertThat(drain("q")).containsExactly("4", "5");
    }

    @Test
    @Spec(section = "2.18", row = "max-length: for a queue that comes later, and no more once it is deleted")
    void aLimitHoldsForAQueueThatComesLaterUntilItIsDeleted() throws Exception {
        policy("q", "{\"max-length\":2}");
        queue("q");
        publish("q", "1", "2", "3");
        assertThat(drain("q")).containsExactly("2", "3");

        deletePolicy("q");
        publish("q", "4", "5", "6");
        assertThat(drain("q")).containsExactly("4", "5", "6");
    }

    @Test
    @Spec(section = "2.18", row = "max-length-bytes")
    void limitsBytes() throws Exception {
        policy("q", "{\"max-length-bytes\":10}");
        queue("q");
        publish("q", "12345", "67890", "x");
        assertThat(drain("q")).containsExactly("67890", "x");
    }

    @Test
    @Spec(section = "2.18", row = "what is dropped for a policy's limit becomes a dead letter")
    void whatIsTooMuchBecomesADeadLetter() throws Exception {
        queue("dead");
        queue("q", Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        publish("q", "1", "2", "3");
        policy("q", "{\"max-length\":1}");

        awaitReady("dead", 2);
        assertThat(drain("dead")).containsExactly("1", "2");
    }

    @Test
    @Spec(section = "2.9", row = "10: message-ttl of a policy is that of what comes after it")
    void aTtlIsThatOfWhatComesAfterIt() throws Exception {
        queue("q");
        publish("q", "before");
        policy("q", "{\"message-ttl\":1}");
        publish("q", "after");
        deletePolicy("q");
        publish("q", "stays");

        assertThat(drain("q")).startsWith("before");
        publish("q", "end");
        assertThat(drain("q")).containsExactly("end");
    }

    @Test
    @Spec(section = "2.9", row = "10: a message keeps the deadline with which it came when the policy goes")
    void aMessageKeepsItsDeadlineWhenThePolicyGoes() throws Exception {
        policy("q", "{\"message-ttl\":500}");
        queue("q");
        publish("q", "mortal");
        deletePolicy("q");

        awaitReady("q", 0);
        publish("q", "immortal");
        assertThat(ready("q")).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.9", row = "1: effective TTL = min of argument, policy and property")
    void theLeastTtlCounts() throws Exception {
        policy("q", "{\"message-ttl\":1}");
        queue("q", Map.of("x-message-ttl", 600_000));
        publish("q", "1");
        awaitReady("q", 0);

        policy("p", "{\"message-ttl\":600000}");
        queue("p", Map.of("x-message-ttl", 1));
        publish("p", "1");
        awaitReady("p", 0);
    }

    @Test
    @Spec(section = "2.9", row = "9: expires by a policy, for a queue that is there")
    void aQueueThatNobodyUsesGoes() throws Exception {
        queue("q");
        policy("q", "{\"expires\":100}");
        await().untilAsserted(() -> assertThat(
                        admin.ask("GET", "queues/" + vhost + "/q", "").status())
                .isEqualTo(404));
    }

    @Test
    @Spec(section = "2.8", row = "2: dead letter exchange and routing key by a policy, live")
    void deadLettersGoWhereThePolicySays() throws Exception {
        queue("dead");
        queue("q");
        publish("q", "lost", "kept", "lost again");
        rejectOne("q");
        policy("q", "{\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"dead\"}");
        rejectOne("q");
        awaitReady("dead", 1);
        deletePolicy("q");
        rejectOne("q");
        publish("dead", "end");

        assertThat(drain("dead")).containsExactly("kept", "end");
    }

    @Test
    @Spec(section = "2.8", row = "2: argument wins over policy")
    void theDeadLetterExchangeOfTheArgumentsCounts() throws Exception {
        queue("dead");
        queue("other");
        policy("q", "{\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"other\"}");
        queue("q", Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        publish("q", "1");
        rejectOne("q");

        awaitReady("dead", 1);
        assertThat(ready("other")).isZero();
    }

    @Test
    @Spec(section = "2.8", row = "2: routing key from the policy, exchange from the arguments")
    void exchangeAndRoutingKeyMayComeFromEither() throws Exception {
        queue("dead");
        policy("q", "{\"dead-letter-routing-key\":\"dead\"}");
        queue("q", Map.of("x-dead-letter-exchange", ""));
        publish("q", "1");
        rejectOne("q");
        awaitReady("dead", 1);
    }

    @Test
    @Spec(section = "2.8", row = "2: a policy's routing key without an exchange is none")
    void aRoutingKeyAloneLeadsNowhere() throws Exception {
        queue("dead");
        policy("q", "{\"dead-letter-routing-key\":\"dead\"}");
        queue("q");
        publish("q", "1");
        rejectOne("q");
        publish("dead", "end");
        assertThat(drain("dead")).containsExactly("end");
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish by a policy, limit by the argument")
    void refusesWhatIsTooMuchWhereThePolicySaysSo() throws Exception {
        queue("q", Map.of("x-max-length", 1));
        policy("q", "{\"overflow\":\"reject-publish\"}");
        channel.confirmSelect();
        channel.basicPublish("", "q", null, "1".getBytes(StandardCharsets.UTF_8));
        assertThat(channel.waitForConfirms(60_000)).isTrue();
        channel.basicPublish("", "q", null, "2".getBytes(StandardCharsets.UTF_8));
        assertThat(channel.waitForConfirms(60_000)).isFalse();
        assertThat(drain("q")).containsExactly("1");
    }

    @Test
    @Spec(section = "2.18", row = "for TTL, length and expires the argument's overflow wins")
    void theOverflowOfTheArgumentsCounts() throws Exception {
        policy("q", "{\"overflow\":\"reject-publish\",\"max-length\":1}");
        queue("q", Map.of("x-overflow", "drop-head"));
        publish("q", "1", "2");
        assertThat(drain("q")).containsExactly("2");
    }

    @Test
    @Spec(section = "2.3", row = "alternate exchange by a policy, live")
    void anExchangeHandsOnWhatItCannotRoute() throws Exception {
        BlockingQueue<String> returned = new LinkedBlockingQueue<>();
        channel.addReturnListener(message -> returned.add(new String(message.getBody(), StandardCharsets.UTF_8)));
        channel.exchangeDeclare("x", "direct");
        queue("q");
        channel.queueBind("q", "amq.fanout", "");

        policy("x", "{\"alternate-exchange\":\"amq.fanout\"}");
        channel.basicPublish("x", "nowhere", true, null, "alternate".getBytes(StandardCharsets.UTF_8));
        awaitReady("q", 1);
        deletePolicy("x");
        channel.basicPublish("x", "nowhere", true, null, "back".getBytes(StandardCharsets.UTF_8));

        assertThat(returned.poll(60, TimeUnit.SECONDS)).isEqualTo("back");
        assertThat(drain("q")).containsExactly("alternate");
    }

    @Test
    @Spec(section = "2.3", row = "alternate exchange by arg or policy (arg wins)")
    void theAlternateExchangeOfTheArgumentsCounts() throws Exception {
        policy("x", "{\"alternate-exchange\":\"amq.fanout\"}");
        channel.exchangeDeclare("x", "direct", false, false, Map.of("alternate-exchange", "amq.topic"));
        queue("q");
        channel.queueBind("q", "amq.topic", "#");
        publishConfirmedTo("x");
        assertThat(drain("q")).containsExactly("1");
    }

    private void publishConfirmedTo(String exchange) throws Exception {
        AmqpClient.publishConfirmed(channel, exchange, "nowhere", "1");
    }

    @Test
    @Spec(section = "2.18", row = "predeclared exchanges follow policies too")
    void predeclaredExchangesFollowPolicies() throws Exception {
        policy("amq.direct", "{\"alternate-exchange\":\"amq.fanout\"}");
        queue("q");
        channel.queueBind("q", "amq.fanout", "");
        publishConfirmedTo("amq.direct");
        assertThat(drain("q")).containsExactly("1");
    }

    @Test
    @Spec(section = "2.18", row = "one policy per object, highest priority wins")
    void ofTwoOnlyTheOneOfHigherPriorityCounts() throws Exception {
        policy("low", "q", 1, "{\"max-length\":1,\"max-length-bytes\":1}");
        policy("high", "q", 2, "{\"max-length\":3}");
        queue("q");
        publish("q", "111", "222", "333", "444");
        assertThat(drain("q")).containsExactly("222", "333", "444");

        deletePolicy("high");
        publish("q", "5", "6");
        assertThat(drain("q")).containsExactly("6");
    }

    @Test
    @Spec(section = "2.18", row = "a policy with a key that the queue's type does not have is none for it")
    void aPolicyWithASettingOfAnotherQueueTypeIsNoneForTheQueue() throws Exception {
        policy("first", "q", 2, "{\"max-length\":1,\"delivery-limit\":5}");
        policy("second", "q", 1, "{\"max-length\":2}");
        queue("q");
        publish("q", "1", "2", "3");
        assertThat(drain("q")).containsExactly("2", "3");
    }

    @Test
    @Spec(section = "2.18", row = "apply-to: exchanges are no queues, and queues no exchanges")
    void appliesToWhatItSays() throws Exception {
        admin.set(path("policies", "a"), """
                {"pattern":"^a$","definition":{"max-length":1},"apply-to":"exchanges"}""");
        admin.set(path("policies", "x"), """
                {"pattern":"^x$","definition":{"alternate-exchange":"amq.fanout"},"apply-to":"queues"}""");
        queue("a");
        channel.queueBind("a", "amq.fanout", "");
        channel.exchangeDeclare("x", "direct");
        publish("a", "1", "2");
        publishConfirmedTo("x");
        assertThat(drain("a")).containsExactly("1", "2");
    }

    @Test
    @Spec(section = "2.18", row = "a policy that matches no more is left, the next one is taken")
    void followsAChangeOfThePattern() throws Exception {
        queue("q");
        policy("p", "^q$", 5, "{\"max-length\":1}");
        policy("next", "^q$", 1, "{\"max-length\":2}");
        publish("q", "1", "2");
        assertThat(drain("q")).containsExactly("2");

        policy("p", "^other$", 5, "{\"max-length\":1}");
        publish("q", "1", "2", "3");
        assertThat(drain("q")).containsExactly("2", "3");
    }

    @Test
    @Spec(section = "2.18", row = "a message in the hands of a consumer does not count against a limit that comes")
    void whatConsumersHoldDoesNotCount() throws Exception {
        queue("q");
        publish("q", "1", "2", "3");
        GetResponse held = channel.basicGet("q", false);
        policy("q", "{\"max-length\":1}");
        awaitReady("q", 1);
        channel.basicAck(held.getEnvelope().getDeliveryTag(), false);
        assertThat(drain("q")).containsExactly("3");
    }

    @Test
    @Spec(section = "2.18", row = "policies of queues that exclusive connections own")
    void exclusiveQueuesFollowPolicies() throws Exception {
        policy("q", "{\"max-length\":1}");
        channel.queueDeclare("q", false, true, true, Map.of());
        publish("q", "1", "2");
        assertThat(drain("q")).containsExactly("2");
    }

    @Test
    @Spec(section = "2.18", row = "a queue is shown with its policies and what they come to")
    void showsWhatAQueueFollows() throws Exception {
        queue("q");
        policy("q", "{\"max-length\":5,\"overflow\":\"reject-publish\"}");
        operatorPolicy("q", "{\"max-length\":3,\"message-ttl\":8000}");
        List<String> shown = List.of(
                "\"policy\":\"q\"",
                "\"operator_policy\":\"q\"",
                "\"effective_policy_definition\":{\"max-length\":3,\"message-ttl\":8000,\"overflow\":\"reject-publish\"}");
        await().untilAsserted(() -> assertThat(
                        admin.ask("GET", "queues/" + vhost + "/q", "").body())
                .contains(shown));
    }

    @Test
    @Spec(section = "2.18", row = "mandatory with an alternate exchange of a policy")
    void aMandatoryMessageThatTheAlternateExchangeRoutesIsNotReturned() throws Exception {
        policy("x", "{\"alternate-exchange\":\"amq.fanout\"}");
        channel.exchangeDeclare("x", "direct");
        queue("q");
        channel.queueBind("q", "amq.fanout", "");
        BlockingQueue<AMQP.BasicProperties> returned = new LinkedBlockingQueue<>();
        channel.addReturnListener(message -> returned.add(message.getProperties()));
        channel.confirmSelect();
        channel.basicPublish("x", "nowhere", true, null, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        assertThat(returned).isEmpty();
    }
}
