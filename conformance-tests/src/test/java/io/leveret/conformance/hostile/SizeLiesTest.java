package io.leveret.conformance.hostile;

import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.BrokerUnderTest;
import io.leveret.conformance.raw.Octets;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes that are announced and never come. Refused before anything is reserved for them. */
class SizeLiesTest {

    private static final int CONNECTIONS = 300;
    private static final int CHANNELS = 2000;
    /** What an unauthenticated socket may cost in the heap. */
    private static final long HEAP_EACH_MAX = 64 << 10;

    private static byte[] head(int type, int channel, long size) {
        return octets().u8(type).u16(channel).u32(size).toBytes();
    }

    private static RawConnection open() {
        return RawConnection.connect(BrokerUnderTest.address())
                .open(handshake())
                .openChannel(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL, 0xFFFFFFF8L, 131_072 + 1})
    void aFrameOfAnImpossibleSizeEndsTheConnectionAtItsHead(long size) {
        try (RawConnection raw = open()) {
            raw.send(head(RawFrame.METHOD, 1, size)).send(octets().times(16, 0).toBytes());

            assertThat(raw.expectFatalClose().replyCode()).isEqualTo(501);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8185, 131_064, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL})
    void aFrameAbove8192OctetsBeforeTheLoginEndsTheSocket(long size) {
        try (RawConnection raw = RawConnection.connect(BrokerUnderTest.address())) {
            raw.start();

            raw.send(head(RawFrame.METHOD, 0, size)).expectEnd();
        }
    }

    @Test
    void anEmptyMethodFrameEndsTheConnection() {
        try (RawConnection raw = open()) {
            raw.frame(RawFrame.METHOD, 1, new byte[0]);

            assertThat(raw.expectConnectionClose().replyCode()).isEqualTo(501);
        }
    }

    @Test
    void anEmptyMethodFrameBeforeTheLoginEndsTheSocket() {
        try (RawConnection raw = RawConnection.connect(BrokerUnderTest.address())) {
            raw.start();

            raw.frame(RawFrame.METHOD, 0, new byte[0]).expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, -1, Long.MIN_VALUE, (512L << 20) + 1})
    void aBodyOfAnImpossibleSizeIsRefusedAtItsHeader(long size) {
        try (RawConnection raw = open()) {
            raw.method(1, new AMQP.Basic.Publish.Builder().routingKey("nowhere").build())
                    .header(1, size, new AMQP.BasicProperties());

            assertThat(raw.expectFatalOrOrderlyClose().replyCode()).isEqualTo(501);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFFFFFFFFL, 0x7FFFFFFFL, 1 << 20})
    void aLongStringLongerThanItsFrameIsRefused(long length) {
        byte[] table =
                octets().shortString("x").u8('S').u32(length).text("short").toBytes();
        try (RawConnection raw = open()) {
            raw.frame(RawFrame.METHOD, 1, declare(table, table.length));

            assertThat(raw.expectConnectionClose().replyCode()).isEqualTo(501);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFFFFFFFFL, 0x7FFFFFFFL, 1 << 20})
    void aTableLongerThanItsFrameIsRefused(long length) {
        try (RawConnection raw = open()) {
            raw.frame(RawFrame.METHOD, 1, declare(new byte[0], length));

            assertThat(raw.expectConnectionClose().replyCode()).isEqualTo(501);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFFFFFFFFL, 0x7FFFFFFFL, 1 << 20})
    void aResponseLongerThanItsFrameEndsTheSocketBeforeTheLogin(long length) {
        byte[] startOk = octets().u16(10)
                .u16(11)
                .u32(0)
                .shortString("PLAIN")
                .u32(length)
                .text("guest")
                .toBytes();
        try (RawConnection raw = RawConnection.connect(BrokerUnderTest.address())) {
            raw.start();

            raw.frame(RawFrame.METHOD, 0, startOk).expectEnd();
        }
    }

    private static byte[] declare(byte[] table, long tableLength) {
        Octets octets = octets().u16(50).u16(10).u16(0).shortString("lie").u8(0).u32(tableLength);
        return octets.bytes(table).toBytes();
    }

    @Test
    @ResourceLock(HostileBroker.LOCK)
    void socketsThatAnnounceMuchCostLittle() throws Exception {
        try (HostileBroker broker = new HostileBroker()) {
            ProcessCounts counts = broker.counts();
            long before = counts.heap().bytes();
            long residentBefore = counts.residentKib();
            List<RawConnection> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                RawConnection raw = RawConnection.connect(broker.address());
                raw.start();
                // 8 octets of a frame that may be as long as any before the login.
                all.add(raw.send(head(RawFrame.METHOD, 0, 8184)).send(new byte[1]));
            }
            long each = (counts.heap().bytes() - before) / CONNECTIONS;
            System.out.println(
                    "hostile: " + CONNECTIONS + " sockets without login take " + each + " bytes of heap each, "
                            + (counts.residentKib() - residentBefore) / CONNECTIONS + " KiB of the process");
            all.forEach(RawConnection::close);
            assertThat(each).isLessThan(HEAP_EACH_MAX);
            broker.requireWell();
        }
    }

    @Test
    @ResourceLock(HostileBroker.LOCK)
    void halfMessagesOnManyChannelsCostWhatHasCome() throws Exception {
        int announced = 16 << 20;
        int sent = 100;
        try (HostileBroker broker = new HostileBroker();
                RawConnection raw = RawConnection.connect(broker.address()).open(handshake())) {
            ProcessCounts counts = broker.counts();
            for (int channel = 1; channel <= CHANNELS; channel++) {
                raw.openChannel(channel);
            }
            long before = counts.heap().bytes();
            long residentBefore = counts.residentKib();
            for (int channel = 1; channel <= CHANNELS; channel++) {
                raw.method(
                                channel,
                                new AMQP.Basic.Publish.Builder().routingKey("q").build())
                        .header(channel, announced, new AMQP.BasicProperties())
                        .body(channel, octets().times(sent, 'x').toBytes());
            }
            raw.openChannel(CHANNELS + 1);
            long each = (counts.heap().bytes() - before) / CHANNELS;
            long residentEach = (counts.residentKib() - residentBefore) / CHANNELS;
            System.out.println("hostile: " + CHANNELS + " half messages take " + each + " bytes of heap each, "
                    + residentEach + " KiB of the process");
            assertThat(each).isLessThan(10L * 1024);
            // Buffers outside of the heap, too: far from the 16 MiB that each was to have.
            assertThat(residentEach).isLessThan(64);
            broker.requireWell();
        }
    }
}
