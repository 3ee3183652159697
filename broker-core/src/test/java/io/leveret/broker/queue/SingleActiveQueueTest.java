package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue declared with {@code x-single-active-consumer}. */
class SingleActiveQueueTest {

    private final QueueFixture fixture = new QueueFixture(
            FieldTable.builder().put("x-single-active-consumer", true).build());
    private final Queue queue = fixture.queue;
    private final Session firstSession = fixture.session();
    private final QueueFixture.Collector first = new QueueFixture.Collector(firstSession, false, 0);
    private final QueueFixture.Collector second = new QueueFixture.Collector(fixture.session(), false, 0);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private void subscribe(QueueFixture.Collector collector) {
        fixture.turn(() -> queue.subscribe(collector.consumer, false));
    }

    private void enqueue(String text) {
        fixture.enqueue(text, Message.NO_EXPIRATION);
    }

    @Test
    void theNextConsumerGetsWhatAChannelThatIsGoneHeldFirstAndInOrder() {
        int held = Dispatcher.ROUND_MAX - 1;
        subscribe(first);
        subscribe(second);
        IntStream.range(0, held).forEach(i -> enqueue(Integer.toString(i)));
        assertThat(first.entries).hasSize(held);
        fixture.turn(() -> {
            queue.subscriptions().sessionGone(firstSession, () -> {});
            queue.enqueue(QueueFixture.message("new", Message.NO_EXPIRATION));
        });
        fixture.loops.settle();
        assertThat(second.texts().subList(0, held))
                .isEqualTo(IntStream.range(0, held).mapToObj(Integer::toString).toList());
        assertThat(second.texts()).endsWith("new");
        assertThat(second.entries.subList(0, held)).allMatch(QueueEntry::isRedelivered);
    }

    @Test
    void twoConsumersOfAChannelThatIsGoneLeaveTogether() {
        QueueFixture.Collector sameChannel = new QueueFixture.Collector(firstSession, false, 0);
        subscribe(first);
        subscribe(sameChannel);
        subscribe(second);
        enqueue("a");
        fixture.turn(() -> queue.subscriptions().sessionGone(firstSession, () -> {}));
        assertThat(sameChannel.entries).isEmpty();
        assertThat(second.texts()).containsExactly("a");
    }

    @Test
    void afterACancelNewMessagesGoToTheNextWhileTheOldOneKeepsItsUnacked() {
        subscribe(first);
        subscribe(second);
        enqueue("a");
        fixture.turn(() -> queue.unsubscribe(first.consumer));
        enqueue("b");
        assertThat(second.texts()).containsExactly("b");
        fixture.turn(() -> queue.settle(first.entries.get(0), Settle.Verdict.REQUEUE));
        assertThat(second.texts()).containsExactly("b", "a");
    }

    @Test
    void messagesWaitForAnActiveConsumerAtItsPrefetchLimit() {
        QueueFixture.Collector limited = new QueueFixture.Collector(fixture.session(), false, 1);
        subscribe(limited);
        subscribe(second);
        enqueue("a");
        enqueue("b");
        assertThat(limited.texts()).containsExactly("a");
        assertThat(second.entries).isEmpty();
        fixture.turn(() -> queue.settle(limited.entries.get(0), Settle.Verdict.ACK));
        assertThat(limited.texts()).containsExactly("a", "b");
    }

    @Test
    void whatWaitedForACancelledConsumerGoesToTheNextAtOnce() {
        QueueFixture.Collector limited = new QueueFixture.Collector(fixture.session(), false, 1);
        subscribe(limited);
        subscribe(second);
        enqueue("a");
        enqueue("b");
        fixture.turn(() -> queue.unsubscribe(limited.consumer));
        assertThat(second.texts()).containsExactly("b");
    }

    @Test
    void refusesAnExclusiveConsumerEvenIfItIsTheOnlyOne() {
        Consumer exclusive =
                new Consumer(firstSession, first, new Consumer.Terms("tag", false, true, 0, 0, FieldTable.EMPTY));
        fixture.turn(() -> assertThatThrownBy(() -> queue.subscribe(exclusive, false))
                .isInstanceOfSatisfying(ChannelException.class, refused -> {
                    assertThat(refused.replyCode()).isEqualTo(ReplyCode.ACCESS_REFUSED);
                    assertThat(refused.explanation()).isEqualTo("queue 'q' in vhost '/' in exclusive use");
                }));
    }

    @Test
    void getTakesWhatTheActiveConsumerLeaves() {
        QueueFixture.Collector limited = new QueueFixture.Collector(fixture.session(), false, 1);
        subscribe(limited);
        enqueue("a");
        enqueue("b");
        fixture.turn(() -> assertThat(Objects.requireNonNull(queue.get(firstSession, true))
                        .entry()
                        .message()
                        .routingKey())
                .hasToString("b"));
    }

    @Test
    void theArgumentMustBeTrueToHaveAnEffect() {
        QueueFixture plain = new QueueFixture(
                FieldTable.builder().put("x-single-active-consumer", false).build());
        QueueFixture.Collector one = new QueueFixture.Collector(plain.session(), true, 0);
        QueueFixture.Collector other = new QueueFixture.Collector(plain.session(), true, 0);
        plain.turn(() -> {
            plain.queue.subscribe(one.consumer, false);
            plain.queue.subscribe(other.consumer, false);
        });
        plain.enqueue("a", Message.NO_EXPIRATION);
        plain.enqueue("b", Message.NO_EXPIRATION);
        assertThat(one.texts()).containsExactly("a");
        assertThat(other.texts()).containsExactly("b");
    }
}
