package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a dead letter tells, and what it keeps. */
class DeadLetterTest {

    private static final byte[] BODY = {1, 2, 3};
    private static final ShortString QUEUE = ShortString.of("q");
    private static final DeadLetterTarget SAME_KEY = new DeadLetterTarget(ShortString.of("dlx"), null);
    private static final DeadLetterTarget OTHER_KEY =
            new DeadLetterTarget(ShortString.of("dlx"), ShortString.of("other"));

    private static Message published(BasicProperties properties, long expirationMs, String... bcc) {
        byte[] head = properties.encode();
        byte[] content = Arrays.copyOf(head, head.length + BODY.length);
        System.arraycopy(BODY, 0, content, head.length, BODY.length);
        List<ShortString> bccKeys = Stream.of(bcc).map(ShortString::of).toList();
        return new Message(
                ShortString.of("x"), ShortString.of("key"), content, head.length, true, 7, expirationMs, bccKeys);
    }

    private static Message died(Message message, DeathReason reason, String queue, DeadLetterTarget to) {
        return DeadLetter.of(message, message.deaths().with(reason, ShortString.of(queue), message, 1_700_000_000), to);
    }

    private static BasicProperties properties(Message message) {
        return BasicProperties.decode(message.content(), 0, message.propertiesLength());
    }

    private static FieldTable headers(Message message) {
        return Objects.requireNonNull(properties(message).headers());
    }

    private static List<String> names(FieldTable table) {
        return table.entries().stream().map(entry -> entry.name().toString()).toList();
    }

    private static List<FieldTable> deaths(Message message) {
        FieldValue.Array array =
                (FieldValue.Array) Objects.requireNonNull(headers(message).get("x-death"));
        return array.values().stream()
                .map(death -> ((FieldValue.Table) death).table())
                .toList();
    }

    private static FieldValue.Array array(String... texts) {
        return new FieldValue.Array(
                Stream.of(texts).<FieldValue>map(FieldValue.LongString::of).toList());
    }

    @Test
    void tellsOfTheDeathInRabbitMqsOrder() {
        Message letter = died(published(BasicProperties.EMPTY, 60), DeathReason.EXPIRED, "q", SAME_KEY);
        FieldTable death = deaths(letter).get(0);
        assertThat(names(death))
                .containsExactly("original-expiration", "count", "reason", "queue", "time", "exchange", "routing-keys");
        assertThat(death)
                .isEqualTo(FieldTable.builder()
                        .put("original-expiration", "60")
                        .put("count", 1L)
                        .put("reason", "expired")
                        .put("queue", "q")
                        .put("time", new FieldValue.Timestamp(1_700_000_000))
                        .put("exchange", "x")
                        .put("routing-keys", array("key"))
                        .build());
        assertThat(names(headers(letter)))
                .containsExactly(
                        "x-death",
                        "x-first-death-exchange",
                        "x-first-death-queue",
                        "x-first-death-reason",
                        "x-last-death-exchange",
                        "x-last-death-queue",
                        "x-last-death-reason");
        assertThat(letter.exchange()).hasToString("dlx");
        assertThat(letter.routingKey()).hasToString("key");
    }

    @Test
    void doesNotExpireAgainAndKeepsAllElse() {
        BasicProperties before = BasicProperties.builder()
                .contentType(ShortString.of("text/plain"))
                .deliveryMode(2)
                .priority(7)
                .expiration(ShortString.of("60"))
                .messageId(ShortString.of("id"))
                .timestamp(5L)
                .userId(ShortString.of("guest"))
                .build();
        Message letter = died(published(before, 60), DeathReason.EXPIRED, "q", SAME_KEY);
        BasicProperties after = properties(letter);
        assertThat(after)
                .isEqualTo(before.toBuilder()
                        .expiration(null)
                        .headers(after.headers())
                        .build());
        assertThat(letter.expirationMs()).isEqualTo(Message.NO_EXPIRATION);
        assertThat(letter.isPersistent()).isTrue();
        assertThat(letter.priority()).isEqualTo(7);
        assertThat(Arrays.copyOfRange(letter.content(), letter.propertiesLength(), letter.content().length))
                .isEqualTo(BODY);
    }

    @Test
    void sortsHeadersAndKeepsTheFirstOfANameThatIsThereTwice() {
        FieldTable headers = FieldTable.builder()
                .put("z", 1)
                .put("a", "first")
                .put("a", "second")
                .build();
        Message letter = died(
                published(BasicProperties.builder().headers(headers).build(), Message.NO_EXPIRATION),
                DeathReason.REJECTED,
                "q",
                SAME_KEY);
        assertThat(names(headers(letter)))
                .isSorted()
                .startsWith("a")
                .endsWith("z")
                .hasSize(9);
        assertThat(headers(letter).get("a")).hasToString("first");
    }

    @Test
    void doesNotCountWhatAClientClaims() {
        FieldTable claimed = FieldTable.builder()
                .put(
                        "x-death",
                        new FieldValue.Array(List.of(new FieldValue.Table(FieldTable.builder()
                                .put("count", 5L)
                                .put("reason", "rejected")
                                .put("queue", "q")
                                .build()))))
                .put("x-first-death-queue", "elsewhere")
                .build();
        Message letter = died(
                published(BasicProperties.builder().headers(claimed).build(), Message.NO_EXPIRATION),
                DeathReason.REJECTED,
                "q",
                SAME_KEY);
        assertThat(deaths(letter)).hasSize(1);
        assertThat(deaths(letter).get(0).get("count")).isEqualTo(new FieldValue.Int64(1));
        assertThat(headers(letter).get("x-first-death-queue")).hasToString("q");
    }

    @Test
    void countsARepeatedDeathAndPutsItFirst() {
        Message once = died(published(BasicProperties.EMPTY, 60), DeathReason.EXPIRED, "q", SAME_KEY);
        Message twice = died(once, DeathReason.REJECTED, "other", SAME_KEY);
        Deaths again = twice.deaths().with(DeathReason.EXPIRED, QUEUE, twice, 1_800_000_000);
        Message thrice = DeadLetter.of(twice, again, SAME_KEY);
        List<FieldTable> deaths = deaths(thrice);
        assertThat(deaths).hasSize(2);
        assertThat(deaths.get(0).get("count")).isEqualTo(new FieldValue.Int64(2));
        assertThat(deaths.get(0).get("time")).isEqualTo(new FieldValue.Timestamp(1_700_000_000));
        assertThat(deaths.get(0).get("exchange")).hasToString("x");
        assertThat(deaths.get(0).get("original-expiration")).hasToString("60");
        assertThat(deaths.get(1).get("queue")).hasToString("other");
        assertThat(deaths.get(1).get("original-expiration")).isNull();
        assertThat(headers(thrice).get("x-first-death-exchange")).hasToString("x");
        assertThat(headers(thrice).get("x-last-death-exchange")).hasToString("dlx");
    }

    @Test
    void showsCcAndHidesBcc() {
        FieldTable cc = FieldTable.builder().put("CC", array("copy")).build();
        Message message = published(BasicProperties.builder().headers(cc).build(), Message.NO_EXPIRATION, "hidden");
        Message letter = died(message, DeathReason.REJECTED, "q", SAME_KEY);
        assertThat(deaths(letter).get(0).get("routing-keys")).isEqualTo(array("key", "copy"));
        assertThat(headers(letter).get("CC")).isEqualTo(array("copy"));
        assertThat(letter.allRoutingKeys())
                .containsExactly(ShortString.of("key"), ShortString.of("copy"), ShortString.of("hidden"));
    }

    @Test
    void aReplacedRoutingKeyReplacesTheFurtherOnes() {
        FieldTable cc = FieldTable.builder().put("CC", array("copy")).build();
        Message message = published(BasicProperties.builder().headers(cc).build(), Message.NO_EXPIRATION, "hidden");
        Message letter = died(message, DeathReason.REJECTED, "q", OTHER_KEY);
        assertThat(deaths(letter).get(0).get("routing-keys")).isEqualTo(array("key", "copy"));
        assertThat(headers(letter).get("CC")).isNull();
        assertThat(letter.allRoutingKeys()).containsExactly(ShortString.of("other"));
    }

    @Test
    void aCircleIsOneIfNoClientHadAHandInIt() {
        Message message = published(BasicProperties.EMPTY, Message.NO_EXPIRATION);
        Message expired = died(message, DeathReason.EXPIRED, "q", SAME_KEY);
        assertThat(expired.deaths().isCycle(QUEUE)).isTrue();
        assertThat(expired.deaths().isCycle(ShortString.of("other"))).isFalse();
        Message rejectedSince = died(expired, DeathReason.REJECTED, "other", SAME_KEY);
        assertThat(rejectedSince.deaths().isCycle(QUEUE)).isFalse();
        Message rejectedThere = died(message, DeathReason.REJECTED, "q", SAME_KEY);
        Message thenExpired = died(rejectedThere, DeathReason.EXPIRED, "wait", SAME_KEY);
        assertThat(thenExpired.deaths().isCycle(QUEUE)).isFalse();
        assertThat(thenExpired.deaths().isCycle(ShortString.of("wait"))).isTrue();
    }
}
