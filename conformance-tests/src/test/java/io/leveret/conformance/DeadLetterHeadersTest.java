package io.leveret.conformance;

import static io.leveret.conformance.DeadLetters.deaths;
import static io.leveret.conformance.DeadLetters.deathsInShort;
import static io.leveret.conformance.DeadLetters.header;
import static io.leveret.conformance.DeadLetters.next;
import static io.leveret.conformance.DeadLetters.publish;
import static io.leveret.conformance.DeadLetters.rejectNext;
import static io.leveret.conformance.DeadLetters.toExchange;
import static io.leveret.conformance.DeadLetters.toQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.impl.LongStringHelper;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.WireHeaders;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a dead letter tells of its death, and what of it stays as it was. */
class DeadLetterHeadersTest {

    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private String dead;
    private String queue;

    @BeforeEach
    void declareQueues() {
        channel = amqp.channel();
        dead = amqp.queue(channel);
        queue = amqp.queue(channel, toQueue(dead));
    }

    @Test
    @Spec(section = "2.8", row = "x-death: count, reason, queue, time, exchange, routing-keys")
    void tellsWhatHappenedWhereAndHowOften() throws Exception {
        String exchange = amqp.exchange(channel, "topic");
        channel.queueBind(queue, exchange, "#");
        publish(channel, exchange, "some.key", NONE, "body");

        rejectNext(channel, queue);

        Map<String, Object> death = deaths(next(channel, dead)).get(0);
        assertThat(death.get("time")).isInstanceOf(Date.class);
        death.remove("time");
        assertThat(death)
                .isEqualTo(Map.of(
                        "count",
                        1L,
                        "reason",
                        "rejected",
                        "queue",
                        queue,
                        "exchange",
                        exchange,
                        "routing-keys",
                        List.of("some.key")));
    }

    @Test
    @Spec(section = "2.8", row = "x-death: time in seconds")
    void tellsTheTimeOfDeath() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        publish(channel, "", queue, NONE, "body");

        rejectNext(channel, queue);

        Date time = (Date) deaths(next(channel, dead)).get(0).get("time");
        assertThat(time.toInstant()).isBetween(before, Instant.now().plusSeconds(2));
    }

    @Test
    @Spec(
            section = "2.8",
            row = "x-death: entry keys in this order, count int64, time timestamp; headers sorted by key")
    @SinceRabbit(value = "3.13", before = "original-expiration is last in a first death, keys are sorted in later ones")
    void writesTheKeysInThisOrder() {
        assertThat(wireHeadersOfOneExpired())
                .isEqualTo("x-death A[F{original-expiration S 1, count l 1, reason S expired, queue S %s, time T,"
                        + " exchange S , routing-keys A[S %s]}], x-first-death-exchange S , x-first-death-queue S %s,"
                        + " x-first-death-reason S expired, x-last-death-exchange S , x-last-death-queue S %s,"
                        + " x-last-death-reason S expired");
    }

    @Test
    @Spec(
            section = "2.8",
            row = "x-death: types: count int64, texts longstr, time timestamp, routing-keys array; all sorted")
    void writesTheseTypes() {
        String headers = wireHeadersOfOneExpired();

        assertThat(headers)
                .startsWith("x-death A[F{")
                .contains("count l 1", "reason S expired", "queue S %s", "time T", "exchange S ,")
                .contains("routing-keys A[S %s]", "original-expiration S 1")
                .contains("}], x-first-death-exchange S , x-first-death-queue S %s, x-first-death-reason S expired");
    }

    /** The wire form of what an expired message's headers say, with %s for the queue and no time. */
    private String wireHeadersOfOneExpired() {
        RawConnection raw = amqp.raw();
        AMQP.BasicProperties expiring =
                new AMQP.BasicProperties.Builder().expiration("1").build();
        raw.publish(1, publishTo(queue), expiring, new byte[0]);

        return WireHeaders.of(rawNext(raw).propertyBytes())
                .replaceAll("time T [0-9]+", "time T")
                .replace(queue, "%s");
    }

    @Test
    @Spec(section = "2.8", row = "after this the headers table is sorted by key")
    void sortsAllHeadersByKey() {
        RawConnection raw = amqp.raw();
        AMQP.BasicProperties headers = new AMQP.BasicProperties.Builder()
                .expiration("1")
                .headers(Map.of("z", 1, "a", true, "Z", (short) 2, "x-e", 3L, "y", 4))
                .build();
        raw.publish(1, publishTo(queue), headers, new byte[0]);

        String sorted = WireHeaders.of(rawNext(raw).propertyBytes());

        assertThat(sorted).matches("Z s 2, a t 1, x-death A\\[.*], x-e l 3, x-first-death-.*, y I 4, z I 1");
    }

    @Test
    @Spec(section = "2.8", row = "5: expiration property removed, recorded in original-expiration")
    void recordsTheExpirationItTakesAway() throws Exception {
        publish(
                channel,
                "",
                queue,
                new AMQP.BasicProperties.Builder().expiration("3600000").build(),
                "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(letter.getProps().getExpiration()).isNull();
        assertThat(deaths(letter).get(0)).containsEntry("original-expiration", "3600000");
    }

    @Test
    @Spec(section = "2.8", row = "5: original-expiration only if it had a per-message TTL")
    void recordsNoExpirationOfTheQueue() throws Exception {
        String brief = amqp.queue(
                channel, Map.of("x-message-ttl", 1, DeadLetters.EXCHANGE, "", DeadLetters.ROUTING_KEY, dead));

        publish(channel, "", brief, NONE, "body");

        assertThat(deaths(next(channel, dead)).get(0)).doesNotContainKey("original-expiration");
    }

    @Test
    @Spec(section = "2.8", row = "10: user_id, message_id, timestamp etc. unchanged; delivery_mode unchanged")
    void keepsAllOtherProperties() throws Exception {
        AMQP.BasicProperties.Builder all = new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .contentEncoding("gzip")
                .deliveryMode(2)
                .priority(9)
                .correlationId("correlation")
                .replyTo("reply.queue")
                .messageId("message-1")
                .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000)))
                .type("event")
                .userId("guest")
                .appId("conformance")
                .clusterId("cluster");
        publish(channel, "", queue, all.expiration("1").build(), "body");

        AMQP.BasicProperties letter = next(channel, dead).getProps();

        assertThat(letter)
                .isEqualTo(all.expiration(null).headers(letter.getHeaders()).build());
    }

    @Test
    @Spec(section = "2.8", row = "10: the message's own headers unchanged")
    void keepsTheMessagesOwnHeaders() throws Exception {
        Map<String, Object> own = Map.of("text", LongStringHelper.asLongString("value"), "number", 5);
        publish(
                channel,
                "",
                queue,
                new AMQP.BasicProperties.Builder().headers(own).build(),
                "body");

        rejectNext(channel, queue);

        assertThat(next(channel, dead).getProps().getHeaders()).containsAllEntriesOf(own);
    }

    @Test
    @Spec(section = "2.8", row = "x-first-death-reason|queue|exchange")
    void namesTheFirstDeath() throws Exception {
        publish(channel, "", queue, NONE, "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(header(letter, "x-first-death-reason")).isEqualTo("rejected");
        assertThat(header(letter, "x-first-death-queue")).isEqualTo(queue);
        assertThat(header(letter, "x-first-death-exchange")).isEmpty();
    }

    @Test
    @Spec(section = "2.8", row = "x-first-death-*: written once")
    void keepsTheFirstDeathThroughASecond() throws Exception {
        String first = amqp.queue(channel, toQueue(queue));
        publish(
                channel,
                "",
                first,
                new AMQP.BasicProperties.Builder().expiration("1").build(),
                "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(header(letter, "x-first-death-reason")).isEqualTo("expired");
        assertThat(header(letter, "x-first-death-queue")).isEqualTo(first);
    }

    @Test
    @Spec(section = "2.8", row = "x-last-death-reason|queue|exchange: each time")
    @SinceRabbit(value = "3.13", before = "there are no x-last-death headers")
    void namesTheLastDeath() throws Exception {
        String dlx = amqp.exchange(channel, "fanout");
        channel.queueBind(queue, dlx, "");
        String first = amqp.queue(channel, toExchange(dlx));
        publish(channel, "", first, NONE, "body");
        rejectNext(channel, first);

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(header(letter, "x-last-death-reason")).isEqualTo("rejected");
        assertThat(header(letter, "x-last-death-queue")).isEqualTo(queue);
        assertThat(header(letter, "x-last-death-exchange")).isEqualTo(dlx);
    }

    @Test
    @Spec(section = "2.8", row = "x-death: most recent first, one entry per (queue, reason)")
    void putsTheMostRecentDeathFirst() throws Exception {
        String first = amqp.queue(channel, toQueue(queue));
        publish(channel, "", first, NONE, "body");

        rejectNext(channel, first);
        rejectNext(channel, queue);

        assertThat(deathsInShort(next(channel, dead))).containsExactly(queue + " rejected 1", first + " rejected 1");
    }

    @Test
    @Spec(section = "2.8", row = "x-death: most recent first")
    @SinceRabbit(value = "4.0", before = "turns the order of the older entries at every death from the third on")
    void keepsTheOrderOfThreeDeaths() throws Exception {
        String second = amqp.queue(channel, toQueue(queue));
        String first = amqp.queue(channel, toQueue(second));
        publish(channel, "", first, NONE, "body");

        rejectNext(channel, first);
        rejectNext(channel, second);
        rejectNext(channel, queue);

        assertThat(deathsInShort(next(channel, dead)))
                .containsExactly(queue + " rejected 1", second + " rejected 1", first + " rejected 1");
    }

    @Test
    @Spec(section = "2.8", row = "x-death: exchange of the second death is the first one's DLX, its key the DLRK")
    void tellsHowTheMessageCameToEachQueue() throws Exception {
        String dlx = amqp.exchange(channel, "direct");
        channel.queueBind(queue, dlx, "replaced");
        String first = amqp.queue(channel, toExchange(dlx, "replaced"));
        publish(channel, "", first, NONE, "body");

        rejectNext(channel, first);
        rejectNext(channel, queue);

        List<Map<String, Object>> deaths = deaths(next(channel, dead));
        assertThat(deaths.get(0)).containsEntry("exchange", dlx).containsEntry("routing-keys", List.of("replaced"));
        assertThat(deaths.get(1)).containsEntry("exchange", "").containsEntry("routing-keys", List.of(first));
    }

    @Test
    @Spec(section = "2.8", row = "x-death: one entry per (queue, reason): two reasons in one queue")
    void countsReasonsApart() throws Exception {
        String twice = amqp.queue(channel, Map.of("x-message-ttl", 1_500, DeadLetters.EXCHANGE, "amq.direct"));
        channel.queueBind(twice, "amq.direct", twice);
        publish(channel, "", twice, NONE, "body");

        rejectNext(channel, twice);
        await().until(() -> channel.queueDeclarePassive(twice).getMessageCount() == 1);
        channel.queueUnbind(twice, "amq.direct", twice);
        channel.queueBind(dead, "amq.direct", twice);

        assertThat(deathsInShort(next(channel, dead))).containsExactly(twice + " expired 1", twice + " rejected 1");
    }

    @Test
    @Spec(section = "2.8", row = "on repeat: count+1, entry moves to front, time unchanged")
    void keepsTheTimeOfTheFirstDeathOfEachKind() throws Exception {
        String again = amqp.queue(channel, toExchange("amq.direct"));
        channel.queueBind(again, "amq.direct", again);
        publish(channel, "", again, NONE, "body");
        rejectNext(channel, again);
        GetResponse once = DeadLetters.nextUnacked(channel, again);

        // More than a second, the grain of the timestamp, lies between the deaths.
        Instant later = Instant.now().plusMillis(1_100);
        await().until(() -> Instant.now().isAfter(later));
        channel.basicReject(once.getEnvelope().getDeliveryTag(), false);

        assertThat(deaths(next(channel, again)).get(0))
                .containsEntry("count", 2L)
                .containsEntry("time", deaths(once).get(0).get("time"));
    }

    private Delivery rawNext(RawConnection raw) {
        AMQP.Basic.Consume noAck =
                new AMQP.Basic.Consume.Builder().queue(dead).noAck().build();
        raw.call(1, noAck, AMQP.Basic.ConsumeOk.class);
        return raw.expectContent(1);
    }

    private static AMQP.Basic.Publish publishTo(String queue) {
        return new AMQP.Basic.Publish.Builder().routingKey(queue).build();
    }
}
