package io.leveret.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalfReceivedTest {

    private final HalfReceived held = new HalfReceived(100);
    private final List<String> givenUp = new ArrayList<>();

    private HalfReceived.Share share(String name) {
        return held.share(() -> givenUp.add(name));
    }

    @Test
    void whoHoldsMostIsGivenUpWhoeverComesLast() {
        HalfReceived.Share small = share("small");
        HalfReceived.Share large = share("large");
        HalfReceived.Share other = share("other");
        small.take(10);
        large.take(60);
        other.take(30);
        assertThat(givenUp).isEmpty();
        small.take(1);
        assertThat(givenUp).containsExactly("large");
        assertThat(held.bytesHeld()).isEqualTo(41);
    }

    @Test
    void oneThatIsGivenUpCountsNoMoreWhateverItStillTakes() {
        HalfReceived.Share large = share("large");
        large.take(101);
        large.take(500);
        large.take(-601);
        large.close();
        assertThat(givenUp).containsExactly("large");
        assertThat(held.bytesHeld()).isZero();
        share("next").take(100);
        assertThat(givenUp).containsExactly("large");
    }

    @Test
    void whatIsGivenBackMakesRoom() {
        HalfReceived.Share first = share("first");
        HalfReceived.Share second = share("second");
        first.take(100);
        first.take(-100);
        second.take(100);
        second.close();
        first.take(100);
        assertThat(givenUp).isEmpty();
        assertThat(first.bytes()).isEqualTo(100);
    }
}
