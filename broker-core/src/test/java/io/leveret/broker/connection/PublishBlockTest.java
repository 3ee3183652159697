package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.alarm.Alarms.Resource;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of an alarm; observed at RabbitMQ 3.10 with {@code rabbitmqctl set_disk_free_limit}. */
class PublishBlockTest {

    private static final ShortString Q = ShortString.of("q");

    private final SteppedBroker broker = new SteppedBroker(2, 1 << 20, 1);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
        broker.alarms.onAllClear(() -> broker.connections.all().forEach(AmqpConnection::alarmsCleared));
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private SteppedClient open(int loop) {
        SteppedClient client = broker.open(loop);
        client.openChannel(1);
        client.send(1, new ConfirmMethod.Select(false));
        client.send(1, declare());
        client.feedAll();
        client.read();
        return client;
    }

    private static QueueMethod.Declare declare() {
        return new QueueMethod.Declare(Q, false, false, false, false, false, FieldTable.EMPTY);
    }

    private static BasicMethod.Get get() {
        return new BasicMethod.Get(Q, true);
    }

    private static List<Method> methods(SteppedClient client) {
        return client.read().stream().map(SteppedClient.Received::method).toList();
    }

    private void clear() {
        broker.alarms.clear(Resource.DISK, "test");
        broker.loops.settle();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20, 30, 64, 10_000})
    void nothingBehindThePublishIsHandledUntilTheAlarmIsOver(int pieces) {
        SteppedClient client = open(0);
        broker.alarms.raise(Resource.DISK, "test");
        client.publish(1, "", "q", "one");
        client.publish(1, "", "q", "two");
        client.send(1, declare());
        while (client.unsent() > 0 && client.socket.config().isAutoRead()) {
            client.feed(pieces);
            broker.loops.settle();
        }
        assertThat(methods(client)).containsExactly(new ConnectionMethod.Blocked(ShortString.of("low on disk")));
        clear();
        client.feedAll();
        List<Method> answers = methods(client);
        assertThat(answers.get(0)).isEqualTo(new ConnectionMethod.Unblocked());
        assertThat(answers).contains(new QueueMethod.DeclareOk(Q, 2, 0));
        assertThat(answers.stream().filter(BasicMethod.Ack.class::isInstance)).isNotEmpty();
    }

    @Test
    void whoDoesNotPublishGoesOn() {
        SteppedClient publisher = open(0);
        SteppedClient consumer = open(1);
        publisher.publish(1, "", "q", "one");
        publisher.publish(1, "", "q", "two");
        publisher.feedAll();
        publisher.read();
        broker.alarms.raise(Resource.DISK, "test");
        consumer.send(1, get());
        consumer.feedAll();
        assertThat(methods(consumer)).hasOnlyElementsOfType(BasicMethod.GetOk.class);
        // It has published before, but not since.
        publisher.send(1, get());
        publisher.feedAll();
        assertThat(methods(publisher)).hasOnlyElementsOfType(BasicMethod.GetOk.class);
    }

    @Test
    void deliveriesGoOnToABlockedConnection() {
        SteppedClient holder = open(1);
        holder.publish(1, "", "q", "back");
        holder.send(1, new BasicMethod.Get(Q, false));
        holder.feedAll();
        SteppedClient both = open(0);
        both.send(1, new BasicMethod.Consume(Q, ShortString.of("t"), false, true, false, false, FieldTable.EMPTY));
        both.feedAll();
        broker.alarms.raise(Resource.DISK, "test");
        both.publish(1, "", "q", "held");
        both.feedAll();
        both.read();
        holder.kill();
        broker.loops.settle();
        assertThat(both.read()).extracting(SteppedClient.Received::body).containsExactly("back");
    }

    @Test
    void aClientThatDoesNotKnowTheMethodIsBlockedWithoutAWord() {
        SteppedClient client = broker.connect(0);
        client.sendHandshake(FieldTable.EMPTY);
        client.openChannel(1);
        client.send(1, declare());
        client.feedAll();
        client.read();
        broker.alarms.raise(Resource.DISK, "test");
        client.publish(1, "", "q", "one");
        client.send(1, declare());
        client.feedAll();
        assertThat(methods(client)).isEmpty();
        clear();
        assertThat(methods(client)).containsExactly(new QueueMethod.DeclareOk(Q, 1, 0));
    }

    @Test
    void theReasonNamesAllThatIsLow() {
        SteppedClient client = open(0);
        broker.alarms.raise(Resource.DISK, "test");
        broker.alarms.raise(Resource.MEMORY, "test");
        client.publish(1, "", "q", "one");
        client.feedAll();
        assertThat(methods(client))
                .containsExactly(new ConnectionMethod.Blocked(ShortString.of("low on memory & disk")));
        clear();
        assertThat(methods(client)).isEmpty();
        broker.alarms.clear(Resource.MEMORY, "test");
        broker.loops.settle();
        assertThat(methods(client)).contains(new ConnectionMethod.Unblocked());
    }

    @Test
    void aBlockedClientCanBeAskedToGo() {
        SteppedClient client = open(0);
        broker.alarms.raise(Resource.DISK, "test");
        client.publish(1, "", "q", "one");
        client.publish(1, "", "q", "two");
        client.feedAll();
        client.read();
        client.connection.shutDown("test");
        broker.loops.settle();
        assertThat(methods(client)).hasOnlyElementsOfType(ConnectionMethod.Close.class);
        client.publish(1, "", "q", "three");
        client.send(0, new ConnectionMethod.CloseOk());
        client.feedAll();
        assertThat(client.socket.isOpen()).isFalse();
    }

    @Test
    void whatABlockedClientHadSentIsDroppedWithItsSocket() {
        SteppedClient client = open(0);
        SteppedClient other = open(1);
        broker.alarms.raise(Resource.DISK, "test");
        client.publish(1, "", "q", "one");
        client.publish(1, "", "q", "two");
        client.feedAll();
        client.kill();
        clear();
        other.send(1, declare());
        other.feedAll();
        assertThat(methods(other)).containsExactly(new QueueMethod.DeclareOk(Q, 0, 0));
    }
}
