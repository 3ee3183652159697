package io.leveret.codec.fuzz;

import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.method.MethodSamples;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.PropertySamples;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Valid frames to start from: every method, publishes, declares and headers with random tables, bodies, a heartbeat. */
final class FrameCorpus {
    private static final int RANDOM_FRAMES_OF_A_KIND = 200;

    /** A frame's type and what is in it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(int type, byte[] payload) {}

    private final SplittableRandom random;
    private final List<Sample> samples = new ArrayList<>();

    FrameCorpus(long seed) {
        random = new SplittableRandom(seed);
        MethodSamples.all().forEach(this::addMethod);
        for (int i = 0; i < RANDOM_FRAMES_OF_A_KIND; i++) {
            addMethod(new BasicMethod.Publish(name(), name(), random.nextBoolean(), random.nextBoolean()));
            addMethod(new QueueMethod.Declare(name(), false, true, false, false, false, table()));
            addHeader(PropertySamples.some(random.nextInt(1 << 14)));
            addHeader(BasicProperties.builder().headers(table()).deliveryMode(2).build());
            samples.add(new Sample(FrameType.BODY, randomBytes(random.nextInt(64))));
        }
        samples.add(new Sample(FrameType.HEARTBEAT, new byte[0]));
    }

    Sample any(SplittableRandom random) {
        return samples.get(random.nextInt(samples.size()));
    }

    private void addMethod(Method method) {
        ByteBuf out = Unpooled.buffer();
        MethodCodec.encode(method, out);
        samples.add(new Sample(FrameType.METHOD, ByteBufUtil.getBytes(out)));
    }

    private void addHeader(BasicProperties properties) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(BasicMethod.CLASS_ID).writeShort(0).writeLong(random.nextInt(1000));
        properties.writeTo(out);
        samples.add(new Sample(FrameType.HEADER, ByteBufUtil.getBytes(out)));
    }

    private FieldTable table() {
        return new RandomTable(random).next();
    }

    private ShortString name() {
        byte[] bytes = randomBytes(random.nextInt(20));
        return ShortString.copyOf(bytes, 0, bytes.length);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
