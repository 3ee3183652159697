package io.leveret.conformance;

import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.broker.Durability;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What publishers learn while the broker is short of something; at brokers of our own that can be made so. */
class BlockedTest {

    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();
    /** More than any disk has. */
    private static final long ALWAYS = Long.MAX_VALUE / 4;

    @TempDir
    private Path directory;

    private final List<RawConnection> raws = new ArrayList<>();
    private EmbeddedBroker broker;

    private void start(boolean shortOfDisk) {
        broker = EmbeddedBroker.startOn(
                directory,
                config -> shortOfDisk
                        ? config.withDurability(new Durability(Durability.Sync.ALWAYS, 500, OptionalLong.of(ALWAYS)))
                        : config);
    }

    private RawConnection open(Handshake handshake) {
        RawConnection raw =
                RawConnection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()));
        raws.add(raw);
        return raw.open(handshake).openChannel(1);
    }

    private RawConnection open() {
        return open(handshake().with("connection.blocked"));
    }

    private static String reason(RawConnection raw) {
        return raw.expect(0, AMQP.Connection.Blocked.class).getReason();
    }

    @AfterEach
    void stop() {
        raws.forEach(RawConnection::close);
        broker.close();
    }

    @Test
    @Spec(section = "2.16", row = "reasons: low on memory")
    void tellsAPublisherThatMemoryIsLowAndWhenItIsNotAnyMore() {
        start(false);
        RawConnection raw = open();
        String queue = raw.declareQueue(1, "q");
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
        broker.shortOfMemory(true);
        raw.publish(1, "", queue, "waits");
        assertThat(reason(raw)).isEqualTo("low on memory");
        broker.shortOfMemory(false);
        raw.expect(0, AMQP.Connection.Unblocked.class);
        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.16", row = "reasons: low on disk")
    void tellsAPublisherThatDiskIsLow() {
        start(true);
        RawConnection raw = open();
        raw.publish(1, "", "nowhere", "waits");
        assertThat(reason(raw)).isEqualTo("low on disk");
    }

    @Test
    @Spec(section = "2.16", row = "reasons: low on memory & disk")
    void tellsAPublisherThatBothAreLow() {
        start(true);
        broker.shortOfMemory(true);
        RawConnection raw = open();
        raw.publish(1, "", "nowhere", "waits");
        assertThat(reason(raw)).isEqualTo("low on memory & disk");
    }

    @Test
    @Spec(section = "2.16", row = "only to those with the capability")
    void tellsNothingToWhoDoesNotUnderstandIt() {
        start(false);
        RawConnection raw = open(handshake());
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
        broker.shortOfMemory(true);
        raw.publish(1, "", "nowhere", "waits");
        broker.shortOfMemory(false);
        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.16", row = "consumers on other connections go on")
    void whoDoesNotPublishGoesOn() {
        start(false);
        RawConnection publisher = open();
        String queue = publisher.declareQueue(1, "q");
        publisher.call(1, SELECT, AMQP.Confirm.SelectOk.class);
        publisher.publish(1, "", queue, "before").expect(1, AMQP.Basic.Ack.class);
        broker.shortOfMemory(true);
        publisher.publish(1, "", queue, "during");
        reason(publisher);

        RawConnection consumer = open();
        assertThat(consumer.drain(1, queue)).containsExactly("before");
        consumer.declareQueue(1, "another");
    }

    @Test
    @Spec(section = "2.1", row = "7: blocked connection: confirms stop coming; no timeout server side")
    void confirmsOfABlockedConnectionWait() {
        start(false);
        RawConnection raw = open();
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
        broker.shortOfMemory(true);
        raw.publish(1, "", "nowhere", "1").publish(1, "", "nowhere", "2");
        reason(raw);
        broker.shortOfMemory(false);
        raw.expect(0, AMQP.Connection.Unblocked.class);
        long confirmed = 0;
        while (confirmed < 2) {
            confirmed = raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag();
        }
    }
}
