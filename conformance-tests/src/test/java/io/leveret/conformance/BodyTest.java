package io.leveret.conformance;

import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of all sizes, cut into frames as each connection has negotiated. */
class BodyTest {

    private static final int FRAME_OVERHEAD = 8;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.4", row = "zero-length body")
    void deliversEmptyBodyWithoutBodyFrame() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag");

        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 0, new AMQP.BasicProperties());

        Delivery delivery = raw.expectContent(1);
        assertThat(delivery.body()).isEmpty();
        raw.expectNothingMore(1, queue);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 1",
        "4096, 4087",
        "4096, 4088",
        "4096, 4089",
        "4096, 8176",
        "4096, 8177",
        "4096, 100000",
        "8192, 100000",
        "131072, 131064",
        "131072, 131065",
        "131072, 1000000"
    })
    @Spec(section = "1.4", row = "bodies of several frames")
    void deliversBodiesOfSeveralFrames(int frameMax, int size) {
        RawConnection raw = amqp.raw(handshake().frameMax(frameMax)).openChannel(1);
        String queue = raw.declareQueue(1, amqp.name("queue"));
        byte[] body = body(size);

        raw.publish(1, publishTo(queue), new AMQP.BasicProperties(), body);

        Delivery got = raw.get(1, queue);
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.frameSizes()).allMatch(frameSize -> frameSize <= frameMax - FRAME_OVERHEAD);
        assertThat(got.frameSizes()).hasSize((size + frameMax - FRAME_OVERHEAD - 1) / (frameMax - FRAME_OVERHEAD));
    }

    @ParameterizedTest
    @CsvSource({"4096, 131072", "131072, 4096"})
    @Spec(section = "1.4", row = "frame_max is each connection's own")
    void cutsBodiesToTheFrameMaxOfTheConsumer(int publisherFrameMax, int consumerFrameMax) {
        RawConnection publisher =
                amqp.raw(handshake().frameMax(publisherFrameMax)).openChannel(1);
        RawConnection consumer =
                amqp.raw(handshake().frameMax(consumerFrameMax)).openChannel(1);
        String queue = consumer.declareQueue(1, amqp.name("queue"));
        consumer.consume(1, queue, "tag");
        byte[] body = body(300_000);

        publisher.publish(1, publishTo(queue), new AMQP.BasicProperties(), body);

        Delivery delivery = consumer.expectContent(1);
        assertThat(delivery.body()).isEqualTo(body);
        assertThat(delivery.frameSizes()).allMatch(frameSize -> frameSize <= consumerFrameMax - FRAME_OVERHEAD);
    }

    @Test
    @Spec(section = "1.4", row = "body in frames far smaller than frame_max")
    void acceptsBodyInManySmallFrames() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        byte[] body = body(1_000);

        raw.inOneWrite(all -> {
            all.method(1, publishTo(queue)).header(1, body.length, new AMQP.BasicProperties());
            for (byte octet : body) {
                all.body(1, new byte[] {octet});
            }
        });

        assertThat(raw.get(1, queue).body()).isEqualTo(body);
    }

    @Test
    @Spec(section = "1.4", row = "frames cut anywhere by TCP")
    void acceptsFramesOneOctetAtATime() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.inSingleOctets(all -> all.publish(1, "", queue, "octet by octet"));

        assertThat(raw.get(1, queue).text()).isEqualTo("octet by octet");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000_000, 16 * 1024 * 1024})
    @Spec(section = "1.4", row = "large bodies through the Java client")
    void carriesLargeBodies(int size) throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        byte[] body = body(size);

        channel.basicPublish("", queue, null, body);

        assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(body);
    }

    @Test
    @Spec(section = "1.6", row = "406 message too big")
    @SinceRabbit(value = "4.0", before = "the limit is 128 MiB")
    void refusesMessageAboveSixteenMebibytes() {
        Channel channel = amqp.channel();
        byte[] body = body(16 * 1024 * 1024 + 1);

        assertThat(CloseReason.of(channel, () -> channel.basicPublish("", "nowhere", null, body)))
                .isEqualTo(CloseReason.channel(
                        406,
                        "PRECONDITION_FAILED - message size 16777217 is larger than configured max size 16777216",
                        "basic.publish"));
    }

    private static AMQP.Basic.Publish publishTo(String queue) {
        return new AMQP.Basic.Publish.Builder().routingKey(queue).build();
    }

    private static byte[] body(int size) {
        byte[] body = new byte[size];
        new SplittableRandom(size).nextBytes(body);
        return body;
    }
}
