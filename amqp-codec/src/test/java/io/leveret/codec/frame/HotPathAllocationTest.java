package io.leveret.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.PublishView;
import io.leveret.codec.value.PropertySamples;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What every message passes through must not feed the garbage collector. */
class HotPathAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;
    private static final int ATTEMPTS = 5;
    /** Far under a byte a round: one object in one round out of many would show. */
    private static final long BYTES_MAX = ROUNDS / 4;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FrameDecoder decoder = new FrameDecoder(131_072);
    private final PublishView view = new PublishView();
    private final ShortString exchange = ShortString.of("amq.direct");
    private final ShortString key = ShortString.of("some.routing.key");
    private final byte[] properties = PropertySamples.ALL.encode();
    private final byte[] body = new byte[1000];
    private final Method deliver = new BasicMethod.Deliver(ShortString.of("tag"), 1, false, exchange, key);
    private final ByteBuf in = Unpooled.buffer();
    private final ByteBuf out = Unpooled.buffer(4096);
    private long seen;

    @Test
    void readsAndWritesAMessageWithoutAllocating() {
        FrameEncoder.method(in, 1, new BasicMethod.Publish(exchange, key, true, false));
        allocatedBy(WARM_UP);
        // The JVM may allocate on our thread now and then; what the code itself allocates shows in every attempt.
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            least = Math.min(least, allocatedBy(ROUNDS));
        }
        assertThat(least).isLessThan(BYTES_MAX);
        assertThat(seen).isPositive();
    }

    private long allocatedBy(int rounds) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            readAndWrite();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void readAndWrite() {
        seen += decoder.frameAt(in, 0, in.writerIndex());
        if (PublishView.isPublish(in, decoder.payloadIndex())) {
            view.parse(in, decoder.payloadIndex(), decoder.payloadLength());
        }
        if (exchange.contentEquals(in, view.exchangeIndex(), view.exchangeLength())) {
            seen += ShortString.hashOf(in, view.routingKeyIndex(), view.routingKeyLength()) & 1;
        }
        RawProperties.validate(properties, 0, properties.length);
        seen += RawProperties.deliveryMode(properties, 0, properties.length);
        seen += RawProperties.priority(properties, 0, properties.length);

        out.clear();
        FrameEncoder.method(out, 1, deliver);
        FrameEncoder.contentHeader(out, 1, body.length, properties, 0, properties.length);
        FrameEncoder.contentBody(out, 1, body, 0, body.length, 4096);
        FrameEncoder.heartbeat(out);
    }
}
