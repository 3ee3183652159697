package io.leveret.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeferredFramesTest {

    private final DeferredFrames deferred = new DeferredFrames();
    private final List<String> replayed = new ArrayList<>();

    @Test
    void replaysCopiesInOrder() {
        ByteBuf buf = Unpooled.copiedBuffer("xxonetwo", StandardCharsets.US_ASCII);
        deferred.add(FrameType.METHOD, buf, 2, 3);
        deferred.add(FrameType.BODY, buf, 5, 3);
        buf.setZero(0, 8);
        replay(Integer.MAX_VALUE);
        assertThat(replayed).containsExactly("1 one", "3 two");
    }

    @Test
    void isTooMuchPastItsBoundAndNotAnyMoreBelowIt() {
        ByteBuf frame = Unpooled.wrappedBuffer(new byte[16 * 1024]);
        int added = 0;
        while (!deferred.isTooMuch()) {
            deferred.add(FrameType.BODY, frame, 0, frame.capacity());
            added++;
        }
        assertThat(added * 16 * 1024).isLessThanOrEqualTo(DeferredFrames.BYTES_MAX + 16 * 1024);
        replay(1);
        assertThat(deferred.isTooMuch()).isFalse();
    }

    @Test
    void emptyFramesCountToo() {
        int added = 0;
        while (!deferred.isTooMuch()) {
            deferred.add(FrameType.BODY, Unpooled.EMPTY_BUFFER, 0, 0);
            added++;
        }
        assertThat(added).isLessThanOrEqualTo(DeferredFrames.BYTES_MAX / 16);
    }

    @Test
    void clearForgetsAll() {
        deferred.add(FrameType.BODY, Unpooled.wrappedBuffer(new byte[DeferredFrames.BYTES_MAX]), 0, 1000);
        deferred.clear();
        assertThat(deferred.isEmpty()).isTrue();
        assertThat(deferred.isTooMuch()).isFalse();
    }

    @Test
    void aReplayWithinAReplayLeavesTheRestToTheFirst() {
        for (int i = 0; i < 3; i++) {
            deferred.add(FrameType.METHOD, Unpooled.EMPTY_BUFFER, 0, 0);
        }
        deferred.replay(() -> false, (type, buf, index, length) -> {
            replayed.add("begun");
            deferred.replay(() -> false, (t, b, i, l) -> replayed.add("nested"));
            replayed.add("done");
        });
        assertThat(replayed).containsExactly("begun", "done", "begun", "done", "begun", "done");
    }

    private void replay(int most) {
        deferred.replay(
                () -> replayed.size() == most,
                (type, buf, index, length) ->
                        replayed.add(type + " " + buf.toString(index, length, StandardCharsets.US_ASCII)));
    }
}
