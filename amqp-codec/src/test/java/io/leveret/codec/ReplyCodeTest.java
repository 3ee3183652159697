package io.leveret.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReplyCodeTest {
    @Test
    void carriesTheNumbersOfTheSpecification() {
        assertThat(Arrays.stream(ReplyCode.values()).map(ReplyCode::code))
                .containsExactly(
                        200, 311, 312, 313, 320, 402, 403, 404, 405, 406, 501, 502, 503, 504, 505, 506, 530, 540, 541);
    }

    @Test
    void closesTheConnectionOnlyForHardCodes() {
        assertThat(Arrays.stream(ReplyCode.values()).filter(code -> !code.isHard()))
                .containsExactly(
                        ReplyCode.REPLY_SUCCESS,
                        ReplyCode.CONTENT_TOO_LARGE,
                        ReplyCode.NO_ROUTE,
                        ReplyCode.NO_CONSUMERS,
                        ReplyCode.ACCESS_REFUSED,
                        ReplyCode.NOT_FOUND,
                        ReplyCode.RESOURCE_LOCKED,
                        ReplyCode.PRECONDITION_FAILED);
    }
}
