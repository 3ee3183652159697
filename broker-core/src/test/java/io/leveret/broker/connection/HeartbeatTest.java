package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.channel.Output;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final SteppedSocket socket = new SteppedSocket(64 * 1024);
    private final Output output = new Output(socket);
    private boolean dead;
    private final Heartbeat heartbeat = new Heartbeat(output, output::flush, () -> dead = true);

    @BeforeEach
    void start() {
        socket.freezeTime();
        heartbeat.start(socket, 1);
    }

    @AfterEach
    void release() {
        socket.stuck(false);
        socket.finishAndReleaseAll();
    }

    @Test
    void givesASilentPeerUpAfterTwoIntervals() {
        pass(2_000);
        assertThat(dead).isFalse();

        pass(500);
        assertThat(dead).isTrue();
    }

    @Test
    void blamesNoPeerForAStandstillOfTheBroker() {
        heartbeat.bytesArrived();

        // The process was stopped: nothing ran, nothing was read, and now all that is due runs at once.
        socket.advanceTimeBy(10, TimeUnit.SECONDS);
        socket.runScheduledPendingTasks();

        assertThat(dead).isFalse();
    }

    @Test
    void readsWhatCameDuringAStandstillBeforeItGivesUp() {
        pass(1_500);

        socket.advanceTimeBy(10, TimeUnit.SECONDS);
        socket.runScheduledPendingTasks();
        heartbeat.bytesArrived();
        pass(500);

        assertThat(dead).isFalse();
    }

    @Test
    void givesUpAPeerThatIsSilentBehindAStandstill() {
        pass(1_500);

        socket.advanceTimeBy(10, TimeUnit.SECONDS);
        socket.runScheduledPendingTasks();
        pass(500);

        assertThat(dead).isTrue();
    }

    @Test
    void blamesNoPeerThatIsNotReadAndTakesWhatItGets() {
        heartbeat.suspend(true);

        pass(10_000);

        assertThat(dead).isFalse();
    }

    @Test
    void givesUpAPeerThatIsNotReadAndTakesNothing() {
        heartbeat.suspend(true);
        socket.stuck(true);
        output.heartbeat();

        pass(2_500);

        assertThat(dead).isTrue();
    }

    private void pass(int ms) {
        for (int passed = 0; passed < ms; passed += 500) {
            socket.advanceTimeBy(500, TimeUnit.MILLISECONDS);
            socket.runScheduledPendingTasks();
        }
    }
}
