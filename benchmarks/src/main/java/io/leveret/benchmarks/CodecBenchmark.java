package io.leveret.benchmarks;

import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.PublishView;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one message costs the codec: found and parsed as a publish, and written as a delivery. Nanoseconds per message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

    private static final int MESSAGES = 64;
    private static final int CHANNEL = 1;
    private static final int FRAME_MAX = 131_072;
    private static final ShortString EXCHANGE = ShortString.of("orders");
    private static final ShortString ROUTING_KEY = ShortString.of("orders.created.eu");
    private static final ShortString CONSUMER_TAG = ShortString.of("amq.ctag-5Xw1bqzcDmSkVHGIIVT3aQ");

    /** Body size in bytes. */
    @Param({"16", "1024"})
    int bodySize;

    private final FrameDecoder decoder = new FrameDecoder(FRAME_MAX);
    private final PublishView publish = new PublishView();
    private byte[] body = {};
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;

    /** Fills the received buffer with publishes and makes room for as many deliveries. */
    @Setup(Level.Trial)
    public void fill() {
        body = new byte[bodySize];
        int capacity = MESSAGES * (bodySize + 256);
        received = Unpooled.directBuffer(capacity);
        out = Unpooled.directBuffer(capacity);
        for (int i = 0; i < MESSAGES; i++) {
            FrameEncoder.method(received, CHANNEL, new BasicMethod.Publish(EXCHANGE, ROUTING_KEY, false, false));
            content(received);
        }
    }

    /** Gives the buffers back. */
    @TearDown(Level.Trial)
    public void release() {
        received.release();
        out.release();
    }

    /** Finds method, header and body frame of each message and the publish's exchange and key, without copying. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int decodePublish() {
        int end = received.writerIndex();
        int seen = 0;
        for (int index = received.readerIndex(); index < end; ) {
            index += decoder.frameAt(received, index, end);
            if (decoder.type() == FrameType.METHOD && PublishView.isPublish(received, decoder.payloadIndex())) {
                publish.parse(received, decoder.payloadIndex(), decoder.payloadLength());
                seen += publish.routingKeyLength();
            } else {
                seen += decoder.payloadLength();
            }
        }
        return seen;
    }

    /** Writes method, header and body frame of each delivery. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int encodeDeliver() {
        out.clear();
        for (int tag = 1; tag <= MESSAGES; tag++) {
            FrameEncoder.method(out, CHANNEL, new BasicMethod.Deliver(CONSUMER_TAG, tag, false, EXCHANGE, ROUTING_KEY));
            content(out);
        }
        return out.writerIndex();
    }

    private void content(ByteBuf buffer) {
        byte[] properties = RawProperties.MINIMAL;
        FrameEncoder.contentHeader(buffer, CHANNEL, body.length, properties, 0, properties.length);
        FrameEncoder.contentBody(buffer, CHANNEL, body, 0, body.length, FRAME_MAX);
    }
}
