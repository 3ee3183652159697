package io.leveret.conformance.hostile;

import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.BrokerUnderTest;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Octets;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables as deep and as wide as a frame can hold. */
class NestedTablesTest {

    /** As deep as a frame of 128 KiB can hold: a table in a table takes six octets, an array in an array five. */
    private static final int TABLES_DEEP = 21_800;

    private static final int ARRAYS_DEEP = 26_000;
    private static final int KEYS = 20_000;

    private final String name = "nested." + Long.toHexString(new Random().nextLong());

    private static RawConnection open() {
        return RawConnection.connect(BrokerUnderTest.address())
                .open(handshake())
                .openChannel(1);
    }

    /** A table in a table in a table. */
    private static byte[] deepTable(int depth) {
        Octets octets = octets();
        for (int level = depth - 1; level > 0; level--) {
            octets.u8(0).u8('F').u32(6L * (level - 1));
        }
        return octets.toBytes();
    }

    /** A table that has an array in an array in an array. */
    private static byte[] deepArray(int depth) {
        Octets octets = octets().u8(0);
        for (int level = depth - 1; level >= 0; level--) {
            octets.u8('A').u32(5L * level);
        }
        return octets.toBytes();
    }

    private static byte[] wideTable() {
        Octets octets = octets();
        for (int i = 0; i < KEYS; i++) {
            octets.shortString("%04x".formatted(i)).u8('V');
        }
        return octets.toBytes();
    }

    private RawConnection declare(RawConnection raw, byte[] table) {
        byte[] declare = octets().u16(50)
                .u16(10)
                .u16(0)
                .shortString(name)
                .u8(4)
                .longString(table)
                .toBytes();
        return raw.frame(RawFrame.METHOD, 1, declare);
    }

    private RawConnection publish(RawConnection raw, String exchange, byte[] table) {
        int headersFlag = 1 << 13;
        return raw.method(
                        1,
                        new AMQP.Basic.Publish.Builder()
                                .exchange(exchange)
                                .routingKey(name)
                                .build())
                .header(1, 0, octets().u16(headersFlag).longString(table).toBytes());
    }

    private static void requireTooDeep(CloseReason reason) {
        assertThat(reason.what()).isEqualTo("connection");
        assertThat(reason.replyCode()).isEqualTo(502);
    }

    @Test
    void argumentsNestedTooDeepAreRefused() {
        try (RawConnection raw = open()) {
            requireTooDeep(declare(raw, deepTable(TABLES_DEEP)).expectConnectionClose());
        }
    }

    @Test
    void arraysNestedTooDeepAreRefused() {
        try (RawConnection raw = open()) {
            requireTooDeep(declare(raw, deepArray(ARRAYS_DEEP)).expectConnectionClose());
        }
    }

    @Test
    void headersNestedTooDeepAreRefusedWhereTheyAreLookedAt() {
        try (RawConnection raw = open()) {
            requireTooDeep(publish(raw, "amq.headers", deepTable(TABLES_DEEP)).expectConnectionClose());
        }
    }

    @Test
    void propertiesOfTheClientNestedTooDeepEndTheSocket() {
        try (RawConnection raw = RawConnection.connect(BrokerUnderTest.address())) {
            raw.start();
            byte[] startOk = octets().u16(10)
                    .u16(11)
                    .longString(deepTable(1300))
                    .shortString("PLAIN")
                    .longString("\0guest\0guest")
                    .shortString("en_US")
                    .toBytes();

            raw.frame(RawFrame.METHOD, 0, startOk).expectEnd();
        }
    }

    @Test
    void twentyThousandArgumentsAreKept() {
        try (RawConnection raw = open()) {
            declare(raw, wideTable()).expect(1, AMQP.Queue.DeclareOk.class);
            // Again, so that they are compared.
            declare(raw, wideTable()).expect(1, AMQP.Queue.DeclareOk.class);
        }
    }

    @Test
    void twentyThousandHeadersAreHeldAgainstAsMany() {
        try (RawConnection raw = open()) {
            raw.declareQueue(1, name);
            byte[] bind = octets().u16(50)
                    .u16(20)
                    .u16(0)
                    .shortString(name)
                    .shortString("amq.headers")
                    .shortString("")
                    .u8(0)
                    .longString(wideTable())
                    .toBytes();
            raw.frame(RawFrame.METHOD, 1, bind).expect(1, AMQP.Queue.BindOk.class);
            for (int i = 0; i < 20; i++) {
                publish(raw, "amq.headers", wideTable());
            }

            assertThat(raw.drain(1, name)).hasSize(20);
            raw.call(1, new AMQP.Queue.Delete.Builder().queue(name).build(), AMQP.Queue.DeleteOk.class);
        }
    }
}
