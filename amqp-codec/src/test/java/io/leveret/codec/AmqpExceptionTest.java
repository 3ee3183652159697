package io.leveret.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AmqpExceptionTest {
    /** {@code NOT_FOUND - } has 12 bytes. */
    private static final int ROOM = 255 - 12;

    @Test
    void putsTheNameOfTheCodeBeforeTheExplanation() {
        ChannelException e = new ChannelException(ReplyCode.NOT_FOUND, "no queue 'x' in vhost '/'");
        assertThat(e.replyText()).hasToString("NOT_FOUND - no queue 'x' in vhost '/'");
        assertThat(e).hasMessage("404 NOT_FOUND - no queue 'x' in vhost '/'");
        assertThat(e.explanation()).isEqualTo("no queue 'x' in vhost '/'");
    }

    @Test
    void leavesATextOf255BytesAsItIs() {
        String explanation = "x".repeat(ROOM);
        assertThat(replyText(explanation)).isEqualTo("NOT_FOUND - " + explanation);
    }

    @Test
    void cutsALongerTextTo255BytesWithDots() {
        assertThat(replyText("x".repeat(ROOM + 1))).isEqualTo("NOT_FOUND - " + "x".repeat(ROOM - 3) + "...");
    }

    @Test
    void neverCutsACharacterInTwo() {
        for (int lead = 0; lead < 5; lead++) {
            String text = replyText("x".repeat(lead) + "ä€𝄞".repeat(60));
            assertThat(text).endsWith("...").doesNotContain("\uFFFD");
            assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(252, 255);
        }
    }

    @Test
    void namesTheMethodThatFailedOnce() {
        ConnectionException none = new ConnectionException(ReplyCode.FRAME_ERROR, "why");
        ConnectionException named = none.withMethod(60, 40);
        assertThat(none.classId()).isZero();
        assertThat(none.methodId()).isZero();
        assertThat(named.classId()).isEqualTo(60);
        assertThat(named.methodId()).isEqualTo(40);
        assertThat(named.explanation()).isEqualTo("why");
        assertThat(named.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        assertThat(named.withMethod(50, 10)).isSameAs(named);

        ChannelException channel = new ChannelException(ReplyCode.NOT_FOUND, "why").withMethod(50, 10);
        assertThat(channel.classId()).isEqualTo(50);
        assertThat(channel.methodId()).isEqualTo(10);
        assertThat(channel.withMethod(60, 40)).isSameAs(channel);
    }

    @Test
    void costsNoStackTrace() {
        assertThat(new ConnectionException(ReplyCode.FRAME_ERROR, "why").getStackTrace())
                .isEmpty();
    }

    private static String replyText(String explanation) {
        return new ChannelException(ReplyCode.NOT_FOUND, explanation)
                .replyText()
                .toString();
    }
}
