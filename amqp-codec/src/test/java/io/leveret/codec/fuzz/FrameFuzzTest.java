package io.leveret.codec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Feeds damaged frames to the codec: whatever comes in, only a ConnectionException may come out, the buffer stays as it
 * was, and memory stays in proportion to the input. {@code -Dleveret.fuzz.frames=N} sets how many, {@code
 * -Dleveret.fuzz.seed=S} which; a failure shows seed, number and octets.
 */
class FrameFuzzTest {
    private static final long FRAMES = Long.getLong("leveret.fuzz.frames", 200_000);
    private static final long SEED = Long.getLong("leveret.fuzz.seed", 20_261_121);
    private static final int FRAMES_PER_SECOND_MIN = 2_000;
    /** Decoding, encoding and decoding again, objects and texts included; a believed lie would cost megabytes. */
    private static final long ALLOCATED_FACTOR_MAX = 500;

    private static final long ALLOCATED_BASE_MAX = 1 << 20;
    private static final int DUMP_OCTETS_MAX = 4096;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FrameCorpus corpus = new FrameCorpus(SEED);
    private final FrameProbe probe = new FrameProbe();
    private final Map<String, Long> outcomes = new TreeMap<>();

    @Test
    void letsNothingOutButConnectionExceptions() {
        long begun = System.nanoTime();
        assertTimeoutPreemptively(Duration.ofSeconds(60 + FRAMES / FRAMES_PER_SECOND_MIN), () -> {
            for (long number = 0; number < FRAMES; number++) {
                feed(number);
            }
        });
        long millis = (System.nanoTime() - begun) / 1_000_000;
        System.out.println("fuzz: " + FRAMES + " frames, seed " + SEED + ", " + millis + " ms, " + outcomes);
        assertThat(outcomes).containsKeys("method", "publish", "header", "incomplete", "FRAME_ERROR cannot decode");
    }

    private void feed(long number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        int lead = random.nextInt(4);
        byte[] input = new FrameMutator(corpus, random).next(lead);
        // The buffer ends where the input ends: reading one octet too far is an exception of the wrong kind.
        ByteBuf in = Unpooled.wrappedBuffer(input);
        try {
            long before = threads.getCurrentThreadAllocatedBytes();
            outcomes.merge(probe.decode(in, lead), 1L, Long::sum);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            check(allocated < ALLOCATED_BASE_MAX + ALLOCATED_FACTOR_MAX * input.length, "allocated out of proportion");
            check(in.readerIndex() == 0 && in.writerIndex() == input.length, "buffer's indexes moved");
            check(in.refCnt() == 1, "buffer was released or kept");
        } catch (Throwable e) {
            String dump = ByteBufUtil.hexDump(input, 0, Math.min(input.length, DUMP_OCTETS_MAX));
            throw new AssertionError("seed " + SEED + ", frame " + number + ", from octet " + lead + ": " + dump, e);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
