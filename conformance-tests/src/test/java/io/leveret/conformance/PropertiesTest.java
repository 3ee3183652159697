package io.leveret.conformance;

import static io.leveret.conformance.raw.Octets.hex;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.Octets;
import io.leveret.conformance.raw.RawConnection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Message properties and headers: whatever goes in comes out, octet by octet. */
class PropertiesTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "basic properties: all 14 kept")
    void keepsAllFourteenProperties() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        AMQP.BasicProperties all = new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .contentEncoding("gzip")
                .headers(Map.of("key", LongStringHelper.asLongString("value")))
                .deliveryMode(2)
                .priority(9)
                .correlationId("correlation")
                .replyTo("reply.queue")
                .expiration("3600000")
                .messageId("message-1")
                .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000)))
                .type("event")
                .userId("guest")
                .appId("conformance")
                .clusterId("cluster")
                .build();

        channel.basicPublish("", queue, all, new byte[0]);

        assertThat(channel.basicGet(queue, true).getProps()).isEqualTo(all);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: byte-exact")
    void keepsAllPropertiesByteForByte() {
        byte[] properties = octets().u16(0b1111_1111_1111_1100)
                .shortString("text/plain")
                .shortString("utf-8")
                .longString(octets().shortString("n").u8('I').u32(-7).toBytes())
                .u8(1)
                .u8(255)
                .shortString("correlation")
                .shortString("reply")
                .shortString("60000")
                .shortString("id")
                .u64(0xFFFF_FFFF_FFFF_FFFFL)
                .shortString("type")
                .shortString("guest")
                .shortString("app")
                .shortString("cluster")
                .toBytes();

        assertThat(roundTrip(properties)).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: none")
    void keepsNoProperties() {
        assertThat(roundTrip(hex("0000"))).isEqualTo(hex("0000"));
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: empty strings and an empty headers table are values")
    void keepsEmptyValues() {
        byte[] properties = octets().u16(0b1110_0000_0000_0000)
                .shortString("")
                .shortString("")
                .u32(0)
                .toBytes();

        assertThat(roundTrip(properties)).isEqualTo(properties);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "boolean, 74 01",
        "int8, 62 80",
        "uint8, 42 FF",
        "int16, 73 8000",
        "uint16, 75 FFFF",
        "int32, 49 80000000",
        "uint32, 69 FFFFFFFF",
        "int64 as l, 6C 8000000000000000",
        "int64 as L, 4C 7FFFFFFFFFFFFFFF",
        "float32, 66 3FC00000",
        "float64, 64 C00921FB54442D18",
        "decimal, 44 02 0000 04D2",
        "long string, 53 00000003 616263",
        "long string that is no text, 53 00000003 FF00FE",
        "array, 41 00000007 49 00000001 74 00",
        "empty array, 41 00000000",
        "timestamp, 54 00000000 6553F100",
        "table, 46 00000008 01 78 53 00000001 79",
        "empty table, 46 00000000",
        "void, 56",
        "octets, 78 00000004 DEADBEEF"
    })
    @Spec(section = "1.7", row = "field types: RabbitMQ/Qpid errata set")
    void keepsHeadersOfEveryTypeByteForByte(String type, String fieldValue) {
        byte[] properties = headers(octets().shortString("h").bytes(hex(fieldValue)));

        assertThat(roundTrip(properties)).as(type).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: headers table keeps order")
    void keepsTheOrderOfHeaders() {
        byte[] properties = headers(octets().shortString("z")
                .u8('t')
                .u8(1)
                .shortString("a")
                .u8('t')
                .u8(0)
                .shortString("m")
                .u8('V'));

        assertThat(roundTrip(properties)).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: a key twice")
    void keepsAHeaderThatComesTwice() {
        byte[] properties = headers(
                octets().shortString("k").u8('b').u8(1).shortString("k").u8('b').u8(2));

        assertThat(roundTrip(properties)).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: nested tables and arrays")
    void keepsNestedTables() {
        byte[] innermost = octets().shortString("x").u8('V').toBytes();
        for (int depth = 0; depth < 20; depth++) {
            innermost = octets().shortString("t").u8('F').longString(innermost).toBytes();
        }
        byte[] properties = headers(octets().bytes(innermost));

        assertThat(roundTrip(properties)).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "field types: as the Java client sees them")
    void keepsHeaderValuesOfTheJavaClient() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        Map<String, Object> headers = new HashMap<>();
        headers.put("text", LongStringHelper.asLongString("text"));
        headers.put("int", 1);
        headers.put("long", 1L << 40);
        headers.put("short", (short) 2);
        headers.put("byte", (byte) 3);
        headers.put("double", 1.5);
        headers.put("float", 2.5f);
        headers.put("bool", true);
        headers.put("decimal", new BigDecimal("12.34"));
        headers.put("date", Date.from(Instant.ofEpochSecond(1)));
        headers.put("list", List.of(1, 2L));
        headers.put("table", Map.of("nested", 1));
        headers.put("null", null);

        channel.basicPublish(
                "", queue, new AMQP.BasicProperties.Builder().headers(headers).build(), new byte[0]);

        assertThat(channel.basicGet(queue, true).getProps().getHeaders()).isEqualTo(headers);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: kept through a requeue")
    void keepsPropertiesThroughARequeue() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        byte[] properties = headers(octets().shortString("h").u8('x').longString("octets"));
        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 0, properties);
        Delivery first = raw.get(1, queue);

        raw.nack(1, first.deliveryTag(), false, true);

        assertThat(raw.get(1, queue).propertyBytes()).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: in basic.return")
    void returnsPropertiesByteForByte() {
        RawConnection raw = amqp.raw();
        byte[] properties = headers(octets().shortString("h").u8('D').u8(9).u32(1));
        AMQP.Basic.Publish mandatory = new AMQP.Basic.Publish.Builder()
                .routingKey(amqp.name("nowhere"))
                .mandatory()
                .build();

        raw.method(1, mandatory).header(1, 0, properties);

        assertThat(raw.expectContent(1).propertyBytes()).isEqualTo(properties);
    }

    @Test
    @Spec(section = "1.7", row = "server-side text values are long strings")
    void javaClientSeesTextsAsLongStrings() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        channel.basicPublish(
                "",
                queue,
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of("text", "abc"))
                        .build(),
                new byte[0]);

        assertThat(channel.basicGet(queue, true).getProps().getHeaders().get("text"))
                .isInstanceOf(LongString.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "string cut off, 8000 0A 73686F7274",
        "table longer than its frame, 2000 00000190 01 68 74 00",
        "unknown field type, 2000 00000004 01 68 3F 00",
        "octets behind the last property, 0000 787978"
    })
    @Spec(section = "1.4", row = "property list does not parse")
    @OnPurpose(rabbit = "answers 541 INTERNAL_ERROR without a text")
    void refusesMalformedProperties(String what, String properties) {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey("nowhere").build())
                .header(1, 0, hex(properties));

        assertThat(raw.expectConnectionClose().replyCode()).as(what).isEqualTo(501);
    }

    private byte[] roundTrip(byte[] properties) {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 4, properties)
                .body(1, "body");
        return raw.get(1, queue).propertyBytes();
    }

    private static byte[] headers(Octets entries) {
        return octets().u16(0b0010_0000_0000_0000).longString(entries.toBytes()).toBytes();
    }
}
