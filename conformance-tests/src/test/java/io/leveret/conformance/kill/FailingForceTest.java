package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The device refuses to force, from one call on: the broker says so, ends, and has confirmed nothing that is not there. */
class FailingForceTest {

    private static final int IO_ERROR = 74;
    private static final int CALL_MAX = 500;

    /** From which call on. The last one is drawn; {@code -Dleveret.force.seed} draws that of an earlier run. */
    static IntStream calls() {
        long seed =
                Long.getLong("leveret.force.seed", ThreadLocalRandom.current().nextLong());
        int drawn = new SplittableRandom(seed).nextInt(3, CALL_MAX);
        System.out.println("failing force, seed " + seed + ": call " + drawn);
        // The first call is a start's own.
        return IntStream.of(2, 3, 10, 100, drawn);
    }

    @ParameterizedTest
    @MethodSource("calls")
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void endsAndLosesNothingThatWasConfirmed(int call) throws Exception {
        Path directory = BrokerProcess.directory();
        Strace strace = new Strace(directory);
        DiskLedger ledger = new DiskLedger();
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            // The first start forces by itself: it records the first user.
            broker.start();
            broker.kill();
            broker.startBelow(strace.failingFrom(call));
            publishUntilGone(broker, ledger);
            assertThat(broker.awaitExit()).as(broker.log()).isEqualTo(IO_ERROR);
            System.out.println("force " + call + " failed: gone "
                    + broker.exitedAfter("the store has failed").toMillis() + " ms later");
            ledger.gone();
            assertThat(broker.log().lines().filter(line -> line.contains("force: Input/output error")))
                    .isNotEmpty();
            broker.start();
            try (Connection connection = broker.connectionFactory().newConnection()) {
                DiskLedger.declare(connection);
            }
            ledger.judge(broker);
        }
        BrokerProcess.delete(directory);
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void aFirstStartThatCannotForceEndsAndTheNextBeginsAnew() throws Exception {
        Path directory = BrokerProcess.directory();
        Strace strace = new Strace(directory);
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            assertThatThrownBy(() -> broker.startBelow(strace.failingFrom(1)))
                    .hasMessageContaining("force: Input/output error");
            assertThat(broker.awaitExit()).isNotZero();
            broker.start();
            try (Connection connection = broker.connectionFactory().newConnection()) {
                DiskLedger.declare(connection);
            }
        }
        BrokerProcess.delete(directory);
    }

    private static void publishUntilGone(BrokerProcess broker, DiskLedger ledger) throws Exception {
        try {
            Connection connection = broker.connectionFactory().newConnection();
            DiskLedger.declare(connection);
            ledger.publish(connection).join();
        } catch (IOException | ShutdownSignalException e) {
            // The first calls may be those that record the queue.
            assertThat(e).matches(failure -> Publishing.isGone(failure) || failure instanceof AlreadyClosedException);
        }
    }
}
