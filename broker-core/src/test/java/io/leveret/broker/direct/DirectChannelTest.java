package io.leveret.broker.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.auth.Users;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.compat.Compat;
import io.leveret.broker.connection.Occupancy;
import io.leveret.broker.event.Events;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.vhost.Control;
import io.leveret.broker.vhost.QueueDefaults;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How direct channels end, on loops that the test steps: whatever happens, with an answer and with nothing held. */
class DirectChannelTest {

    private static final ShortString QUEUE = ShortString.of("q");
    private static final BasicMethod.Get GET = new BasicMethod.Get(QUEUE, false);

    private final SteppedLoops loops =
            new SteppedLoops(2, new LoopLimits(1 << 20, HalfReceived.BYTES_MAX, SteppedLoops.AMPLE_BYTES));
    private final Users users = new Users(Set.of());
    private final RandomNames names = new RandomNames(1);
    private final List<String> events = new ArrayList<>();
    private final AccessControl access = new AccessControl(users, CatalogueLog.none(), () -> 1, Events.NONE);
    private final VirtualHosts virtualHosts = new VirtualHosts(
            new Control(loops.controlThread(), CatalogueLog.none(), Events.NONE),
            loops.loops(),
            loops.deadlines(),
            names.split(),
            BrokerLimits.NONE,
            QueueDefaults.of(QueueType.CLASSIC, Compat.DEFAULT),
            access,
            null,
            deleted -> {});
    private final DirectContext context = new DirectContext(
            users,
            virtualHosts,
            new Occupancy("test", BrokerLimits.NONE, users),
            new ChannelTerms(
                    "test", 1 << 20, Long.MAX_VALUE, Compat.DEFAULT, (type, details) -> events.add(type), null),
            loops.deadlines(),
            new Alarms("test", Events.NONE));
    private final DirectChannels channels = new DirectChannels(loops.loops(), context, names);

    /** Gets what there is, and says nothing more. */
    private static final class Endless implements DirectTask<Boolean> {

        int received;

        @Override
        public void begin(DirectChannel<Boolean> channel) {
            channel.send(GET);
        }

        @Override
        public void received(DirectChannel<Boolean> channel, Method method, @Nullable Content content) {
            received++;
        }
    }

    @BeforeEach
    void makeQueue() {
        virtualHosts.restore("/", FieldTable.EMPTY, List.of());
        virtualHosts.change(() -> access.put("guest", List.of(), "guest")
                && access.put(new AccessTable.Member("/", "guest"), Permissions.of(".*", ".*", ".*")));
        loops.settle();
        settled(channels.call(
                "guest", "/", new QueueMethod.Declare(QUEUE, false, false, false, false, false, FieldTable.EMPTY)));
        assertThat(settled(publish())).isEqualTo(Published.ROUTED);
        events.clear();
    }

    private CompletableFuture<Published> publish() {
        return channels.publish("guest", "/", ShortString.EMPTY, QUEUE, BasicProperties.EMPTY, new byte[] {1});
    }

    private <T> T settled(CompletableFuture<T> answer) {
        loops.settle();
        assertThat(answer).isDone();
        return answer.join();
    }

    private Queue queue() {
        return Objects.requireNonNull(Objects.requireNonNull(virtualHosts.get("/"))
                .virtualHost()
                .topology()
                .queue(QUEUE));
    }

    private void assertAllIsBack() {
        loops.settle();
        QueueCounts[] counts = new QueueCounts[1];
        loops.turn(queue().home(), () -> counts[0] = Objects.requireNonNull(queue().counts()));
        assertThat(counts[0].ready()).isEqualTo(1);
        assertThat(counts[0].unacked()).isZero();
    }

    private static void assertFailed(CompletableFuture<?> answer, ReplyCode code) {
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(
                        AmqpException.class,
                        failure -> assertThat(failure.replyCode()).isEqualTo(code));
    }

    private DirectChannel<Boolean> begun(Loop loop, Endless task) {
        DirectChannel<Boolean> channel =
                new DirectChannel<>(loop, context, new DirectChannel.Visitor("guest", "/"), task);
        loops.turn(loop, () -> channel.begin("name", names, true));
        return channel;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void failsWhenItsTimeIsUpAndGivesBackWhatItHolds(int loop) {
        Endless task = new Endless();
        DirectChannel<Boolean> channel = begun(loops.loop(loop), task);
        loops.settle();
        assertThat(task.received).isEqualTo(1);
        assertThat(channel.answer()).isNotDone();

        loops.advance(DirectChannel.TASK_MS_MAX);
        loops.settle();
        assertFailed(channel.answer(), ReplyCode.RESOURCE_ERROR);
        assertAllIsBack();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void givesBackWhatComesAfterItsEnd(int loop) {
        Endless task = new Endless();
        // The queue's answer is still under way.
        DirectChannel<Boolean> channel = begun(loops.loop(loop), task);
        loops.turn(loops.loop(loop), () -> channel.failed(new IllegalStateException("on purpose")));
        assertAllIsBack();
        assertThat(channel.answer()).isCompletedExceptionally();
    }

    @Test
    void failsAtOnceWhenTheBrokerEnds() {
        CompletableFuture<List<Fetched>> get = channels.get("guest", "/", QUEUE, 1, AckMode.GIVE_BACK, 1);
        channels.close(0);
        assertFailed(get, ReplyCode.CONNECTION_FORCED);
        assertFailed(publish(), ReplyCode.CONNECTION_FORCED);
        assertAllIsBack();
    }

    @Test
    void showsWhatItHasTakenWhenItsTimeIsUp() {
        GetTask task = new GetTask(QUEUE, 5, AckMode.NO_ACK, 1);
        DirectChannel<List<Fetched>> channel =
                new DirectChannel<>(loops.loop(0), context, new DirectChannel.Visitor("guest", "/"), task);
        loops.turn(loops.loop(0), () -> {
            channel.begin("name", names, true);
            // Before the queue says that there is no more.
            task.received(
                    channel,
                    new BasicMethod.GetOk(1, false, ShortString.EMPTY, QUEUE, 0),
                    new Content(BasicProperties.EMPTY, new byte[] {1}));
            assertThat(task.finishedInTime(channel)).isTrue();
        });
        assertThat(settled(channel.answer())).hasSize(1);
    }

    @Test
    void endsWithAnswersThatNobodyHasRead() {
        Endless task = new Endless();
        DirectChannel<Boolean> channel =
                new DirectChannel<>(queue().home(), context, new DirectChannel.Visitor("guest", "/"), task);
        loops.turn(queue().home(), () -> {
            channel.begin("name", names, true);
            channel.finish(true);
        });
        assertThat(settled(channel.answer())).isTrue();
        assertThat(task.received).isZero();
        assertAllIsBack();
    }

    @Test
    void tellsOfALoginAsRabbitMqDoes() {
        settled(publish());
        assertThat(events)
                .containsExactly(
                        "user.authentication.success",
                        "connection.created",
                        "channel.created",
                        "channel.closed",
                        "connection.closed");
    }

    @Test
    void tellsNothingOfACall() {
        settled(channels.call("guest", "/", new QueueMethod.Purge(QUEUE, false)));
        assertThat(events).isEmpty();
    }
}
