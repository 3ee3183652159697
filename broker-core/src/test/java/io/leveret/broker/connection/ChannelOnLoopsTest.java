package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels whose queues live on other loops: stalling, long work in steps, sockets that do not drain. */
class ChannelOnLoopsTest {

    private static final ShortString TAG = ShortString.of("tag");
    private static final int WINDOW = 2048;

    private final SteppedBroker broker = new SteppedBroker(2, 1 << 20, 1);
    private final SteppedClient client = broker.open(0);
    private final SteppedClient other = broker.open(0);

    @BeforeEach
    void openChannels() {
        ErrorLog.clear();
        client.openChannel(1);
        other.openChannel(1);
        client.feedAll();
        other.feedAll();
        client.read();
        other.read();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private static QueueMethod.Declare declare(String name, boolean exclusive) {
        return new QueueMethod.Declare(ShortString.of(name), false, false, exclusive, false, false, FieldTable.EMPTY);
    }

    private static BasicMethod.Consume consume(String queue, boolean noAck) {
        return new BasicMethod.Consume(ShortString.of(queue), TAG, false, noAck, false, false, FieldTable.EMPTY);
    }

    /** A queue whose home is the loop of both clients, or the other one. */
    private Queue declared(String name, int loop) {
        for (int i = 0; ; i++) {
            String tried = i == 0 ? name : name + i;
            client.send(1, declare(tried, false));
            client.feedAll();
            client.read();
            Queue queue = Objects.requireNonNull(broker.queue(tried));
            if (queue.home().index() == loop) {
                return queue;
            }
        }
    }

    private void publish(Queue queue, int from, int to) {
        for (int i = from; i < to; i++) {
            other.publish(1, "", queue.name().toString(), Integer.toString(i));
        }
        other.feedAll();
    }

    private QueueCounts counts(Queue queue) {
        return Objects.requireNonNull(broker.loops.ask(queue.home(), queue::counts));
    }

    private List<Method> answers() {
        return client.read().stream().map(SteppedClient.Received::method).toList();
    }

    private List<String> bodies() {
        return client.read().stream().map(SteppedClient.Received::body).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void framesBehindADeclareWaitForItsAnswer() {
        for (int i = 0; i < 4; i++) {
            String name = "q" + i;
            client.send(1, declare(name, false));
            client.publish(1, "", name, "body");
            client.send(1, new BasicMethod.Get(ShortString.EMPTY, true));
            client.send(1, new QueueMethod.Purge(ShortString.EMPTY, false));
            client.feedAll();
            assertThat(answers())
                    .containsExactly(
                            new QueueMethod.DeclareOk(ShortString.of(name), 0, 0),
                            new BasicMethod.GetOk(i + 1, false, ShortString.EMPTY, ShortString.of(name), 0),
                            new QueueMethod.PurgeOk(0));
        }
    }

    @Test
    void thousandsOfDeferredFramesAreReplayedWithoutDeepRecursion() {
        client.send(1, declare("own", true));
        client.feedAll();
        client.read();
        client.send(1, declare("elsewhere", false));
        for (int i = 0; i < 3_400; i++) {
            client.send(1, new BasicMethod.Get(ShortString.of("own"), true));
        }
        assertThat(client.unsent()).as("comes with one read").isLessThan(64 * 1024);
        client.feedAll();
        assertThat(answers()).hasSize(3_401).endsWith(new BasicMethod.GetEmpty());
    }

    @Test
    void recoverOfThousandsEnds() {
        Queue queue = declared("q", 0);
        int count = 10_000;
        client.send(1, consume(queue.name().toString(), false));
        client.feedAll();
        publish(queue, 0, count);
        client.read();
        client.send(1, new BasicMethod.Recover(true));
        client.feedAll();
        List<Method> answers = answers();
        assertThat(answers.stream().filter(BasicMethod.RecoverOk.class::isInstance))
                .hasSize(1);
        assertThat(answers.stream()
                        .filter(BasicMethod.Deliver.class::isInstance)
                        .count())
                .isEqualTo(count);
        assertThat(counts(queue)).isEqualTo(new QueueCounts(0, count, 1, 0));
    }

    @Test
    void ackOfAllSettlesNothingThatIsDeliveredLater() {
        Queue queue = declared("q", 0);
        client.send(1, consume(queue.name().toString(), false));
        client.feedAll();
        publish(queue, 0, 5_000);
        client.send(1, new BasicMethod.Ack(0, true));
        client.feed(1_000);
        other.publish(1, "", queue.name().toString(), "later");
        other.feed(1_000);
        broker.loops.settle();
        assertThat(bodies()).hasSize(5_002).endsWith("later");
        assertThat(counts(queue).unacked()).isEqualTo(1);
    }

    @Test
    void aSocketThatDoesNotDrainHoldsAWindowfulAndLosesNothing() {
        for (int loop = 0; loop < 2; loop++) {
            Queue queue = declared("stuck" + loop + "-", loop);
            SteppedClient slow = broker.connect(0, 1024);
            slow.handshake();
            slow.openChannel(1);
            slow.send(1, consume(queue.name().toString(), false));
            slow.feedAll();
            slow.stuck(true);
            publish(queue, 0, 10_000);
            assertThat(counts(queue).unacked()).isEqualTo(WINDOW);
            slow.kill();
            broker.loops.settle();
            assertThat(counts(queue))
                    .isEqualTo(new QueueCounts(10_000, 0, 0, counts(queue).readyBytes()));
            client.send(1, consume(queue.name().toString(), true));
            client.feedAll();
            List<String> all = bodies();
            assertThat(all.subList(1, all.size())).isEqualTo(numbers(0, 10_000));
            client.send(1, new BasicMethod.Cancel(TAG, false));
            client.feedAll();
            client.read();
        }
    }

    @Test
    void aSocketThatDrainsAgainGetsTheRestInOrder() {
        Queue queue = declared("q", 1);
        SteppedClient slow = broker.connect(0, 1024);
        slow.handshake();
        slow.openChannel(1);
        slow.send(1, consume(queue.name().toString(), true));
        slow.feedAll();
        slow.read();
        slow.stuck(true);
        publish(queue, 0, 5_000);
        slow.stuck(false);
        broker.loops.settle();
        assertThat(slow.read().stream().map(SteppedClient.Received::body)).isEqualTo(numbers(0, 5_000));
        slow.kill();
        broker.loops.settle();
        assertThat(slow.socket.bytesInBuffers()).isZero();
    }

    @Test
    void cancelGivesBackWhatTheSocketHasNotTaken() {
        Queue queue = declared("q", 1);
        SteppedClient slow = broker.connect(0, 1024);
        slow.handshake();
        slow.openChannel(1);
        slow.send(1, consume(queue.name().toString(), true));
        slow.feedAll();
        slow.read();
        slow.stuck(true);
        publish(queue, 0, 5_000);
        slow.send(1, new BasicMethod.Cancel(TAG, false));
        slow.feedAll();
        slow.stuck(false);
        broker.loops.settle();
        List<SteppedClient.Received> taken = slow.read();
        int delivered = taken.size() - 1;
        assertThat(taken.get(delivered).method()).isEqualTo(new BasicMethod.CancelOk(TAG));
        assertThat(delivered).isLessThan(WINDOW);
        client.send(1, consume(queue.name().toString(), true));
        client.feedAll();
        List<SteppedClient.Received> rest = client.read();
        assertThat(rest.stream().skip(1).map(SteppedClient.Received::body)).isEqualTo(numbers(delivered, 5_000));
        assertThat(rest.stream().skip(1).map(answer -> (BasicMethod.Deliver) answer.method()))
                .noneMatch(BasicMethod.Deliver::redelivered);
    }

    @Test
    void aLoopThatOutrunsAnotherStopsReadingAndGoesOn() {
        SteppedBroker small = new SteppedBroker(2, 4_096, 1);
        SteppedClient publisher = small.open(0);
        publisher.openChannel(1);
        publisher.send(1, new ConfirmMethod.Select(false));
        publisher.send(1, declare("a", false));
        publisher.send(1, declare("b", false));
        publisher.feedAll();
        publisher.read();
        int count = 3_000;
        for (int i = 0; i < count; i++) {
            publisher.publish(1, "", i % 2 == 0 ? "a" : "b", "body");
        }
        int before = publisher.unsent();
        for (int i = 0; i < 10; i++) {
            publisher.feed(10_000);
        }
        assertThat(publisher.unsent())
                .as("read although the other loop has not answered")
                .isEqualTo(before - 10_000);
        publisher.feedAll();
        assertThat(publisher.unsent()).isZero();
        List<SteppedClient.Received> confirms = publisher.read();
        assertThat(confirms.get(confirms.size() - 1).method()).isEqualTo(new BasicMethod.Ack(count, true));
        assertThat(small.isAdmissionWhole(small.loops.loop(0))).isTrue();
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsNotReadAnyMore() {
        SteppedClient deaf = broker.connect(0, 1024);
        deaf.handshake();
        deaf.openChannel(1);
        deaf.send(1, declare("own", true));
        deaf.publish(1, "", "own", "x".repeat(100_000));
        deaf.feedAll();
        deaf.stuck(true);
        for (int i = 0; i < 200; i++) {
            deaf.send(1, new BasicMethod.Get(ShortString.of("own"), false));
            deaf.send(1, new BasicMethod.Nack(i + 1, false, true));
        }
        for (int i = 0; i < 1_000; i++) {
            deaf.feed(50);
            broker.loops.settle();
        }
        assertThat(deaf.unsent()).isGreaterThan(0);
        assertThat(deaf.socket.bytesInBuffers()).isLessThan(8 << 20);
        deaf.stuck(false);
        broker.loops.settle();
        deaf.feedAll();
        assertThat(deaf.read())
                .filteredOn(answer -> answer.method() instanceof BasicMethod.GetOk)
                .hasSize(200);
    }

    @Test
    void aQueueThatGoesWhileItIsDeclaredIsDeclaredAnew() {
        QueueMethod.Declare auto =
                new QueueMethod.Declare(ShortString.of("auto"), false, false, false, true, false, FieldTable.EMPTY);
        for (int i = 0; i < 4; i++) {
            client.send(1, auto);
            client.send(1, consume("auto", true));
            client.feedAll();
            Queue before = Objects.requireNonNull(broker.queue("auto"));
            other.send(1, auto);
            other.feed(1_000);
            assertThat(broker.loops.stepControl()).as("found to be there").isTrue();
            client.send(1, new BasicMethod.Cancel(TAG, false));
            client.feed(1_000);
            broker.loops.step(broker.loops.loop(1));
            assertThat(broker.loops.ask(before.home(), () -> before.counts() == null))
                    .as("frozen")
                    .isTrue();
            broker.loops.settle();
            assertThat(other.read().stream().map(SteppedClient.Received::method))
                    .containsExactly(new QueueMethod.DeclareOk(ShortString.of("auto"), 0, 0));
            Queue after = Objects.requireNonNull(broker.queue("auto"));
            assertThat(after.incarnation()).isGreaterThan(before.incarnation());
            assertThat(counts(after).ready()).isZero();
            client.send(1, new QueueMethod.Delete(ShortString.of("auto"), false, false, false));
            client.feedAll();
            client.read();
        }
    }

    @Test
    void aClientThatDiesWithAGetUnderWayHoldsNothing() {
        Queue queue = declared("q", 1);
        publish(queue, 0, 1);
        for (int stepsBefore = 0; stepsBefore < 3; stepsBefore++) {
            SteppedClient dying = broker.open(0);
            dying.openChannel(1);
            dying.send(1, new BasicMethod.Get(queue.name(), false));
            dying.feed(1_000);
            for (int step = 0; step < stepsBefore; step++) {
                broker.loops.step(broker.loops.loop(1 - step));
            }
            dying.kill();
            broker.loops.settle();
            assertThat(counts(queue)).as("dead after %s steps", stepsBefore).isEqualTo(new QueueCounts(1, 0, 0, 1));
        }
    }

    @Test
    void closingAConnectionKeepsWhatWasSentBefore() {
        for (int i = 0; i < 4; i++) {
            String name = "kept" + i;
            SteppedClient hasty = broker.connect(i % 2);
            hasty.sendHandshake();
            hasty.openChannel(1);
            hasty.send(1, declare(name, false));
            hasty.publish(1, "", name, "body");
            hasty.send(0, new ConnectionMethod.Close(200, ShortString.of("bye"), 0, 0));
            hasty.feedAll();
            List<SteppedClient.Received> answers = hasty.read();
            assertThat(answers.get(answers.size() - 1).method()).isEqualTo(new ConnectionMethod.CloseOk());
            assertThat(hasty.socket.isOpen()).isFalse();
            assertThat(counts(Objects.requireNonNull(broker.queue(name))).ready())
                    .isEqualTo(1);
        }
    }

    @Test
    void aSocketThatDiesWhileItsConnectionClosesLosesNothingAndHangsNothing() {
        SteppedClient hasty = broker.open(0);
        hasty.openChannel(1);
        hasty.send(1, declare("kept", false));
        hasty.publish(1, "", "kept", "body");
        hasty.send(0, new ConnectionMethod.Close(200, ShortString.of("bye"), 0, 0));
        hasty.feed(1 << 20);
        hasty.kill();
        broker.loops.settle();
        assertThat(counts(Objects.requireNonNull(broker.queue("kept"))).ready()).isEqualTo(1);
        hasty.read();
        assertThat(hasty.socket.bytesInBuffers()).isZero();
    }

    @Test
    void closingAChannelReturnsWhatItHeldBeforeTheAnswer() {
        Queue queue = declared("q", 1);
        publish(queue, 0, 10);
        client.send(1, new BasicMethod.Qos(0, 3, false));
        client.send(1, consume(queue.name().toString(), false));
        client.send(1, new BasicMethod.Get(queue.name(), false));
        client.feedAll();
        assertThat(counts(queue).unacked()).isEqualTo(4);
        client.send(1, new ChannelMethod.Close(200, ShortString.of("bye"), 0, 0));
        client.openChannel(2);
        client.send(2, new QueueMethod.Declare(queue.name(), true, false, false, false, false, FieldTable.EMPTY));
        client.feedAll();
        List<Method> answers = answers();
        assertThat(answers).contains(new ChannelMethod.CloseOk());
        assertThat(counts(queue)).isEqualTo(new QueueCounts(10, 0, 0, 10));
    }
}
