package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Celery worker with two processes and the calls of its tasks. Its remote control works through mailboxes with
 * {@code x-expires} and {@code x-message-ttl}, its results through a queue per caller.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CeleryRoundTripTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path SCRIPTS = ClientTools.scripts("celery");
    private static final Path WORKLOAD = ClientTools.scripts("workload/celery");

    private BrokerAddress broker;
    private String python;
    private String queue;
    private ClientProcess worker;

    @BeforeAll
    void startWorker() {
        broker = BrokerAddress.current();
        python = ClientTools.python("celery");
        queue = "celery." + UUID.randomUUID();
        worker = worker("first", queue);
        worker.awaitOutput("ready.", LIMIT);
    }

    @AfterAll
    void stopWorker() throws Exception {
        if (worker != null) {
            worker.close();
            deleteTopology(queue);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "results | 221 results",
                "failures | 1 failure",
                "retries | 3 retries",
                "delays | countdown, eta, expiry",
                "inspection | ping, active, registered"
            })
    void callsOfTasks(String scenario, String result) {
        assertThat(run(queue, "-u", "calls.py", scenario)).isEqualTo(result);
    }

    @Test
    void answersTheCommandLine() {
        assertThat(celery("inspect", "ping")).contains("pong", "1 node online");
        assertThat(celery("inspect", "active_queues", "--json")).contains(queue);
        assertThat(celery("status")).contains("OK");
    }

    @Test
    void stopsCleanlyAndLosesNoTask() throws Exception {
        String own = queue + ".stop";
        try (ClientProcess stopping = worker("stopping", own)) {
            stopping.awaitOutput("ready.", LIMIT);
            assertThat(run(own, "-u", "calls.py", "backlog")).isEqualTo("8 calls");
            stopping.awaitOutput("received", LIMIT);
            stopping.terminate();

            assertThat(stopping.exitCode(LIMIT)).as(stopping::output).isZero();
            long done = stopping.output()
                    .lines()
                    .filter(line -> line.contains("succeeded in"))
                    .count();
            assertThat(done + ready(own)).as(stopping::output).isEqualTo(8);
        } finally {
            deleteTopology(own);
        }
    }

    @Test
    void rejectsToARetryLadderAndParks() throws Exception {
        String own = queue + ".ladder";
        try (ClientProcess working = worker(WORKLOAD, "ladder", own)) {
            working.awaitOutput("ready.", LIMIT);
            try (ClientProcess calling = start(WORKLOAD, own, "-u", "work_queue.py")) {
                assertThat(calling.input("").succeed(LIMIT)).isEqualTo("190 done, 10 parked");
            }
            // What a task has done is seen before its worker acknowledges it.
            await().atMost(LIMIT).until(() -> activeTasks(own).contains("- empty -"));
            working.terminate();
            assertThat(working.exitCode(LIMIT)).as(working::output).isZero();
        } finally {
            deleteTopology(own);
            try (Connection connection = broker.connectionFactory().newConnection()) {
                Channel channel = connection.createChannel();
                channel.exchangeDelete(own + ".work");
                channel.exchangeDelete(own + ".retry");
                assertThat(channel.queueDelete(own + ".tasks").getMessageCount())
                        .isZero();
            }
        }
    }

    private String activeTasks(String ofQueue) {
        try (ClientProcess process = start(WORKLOAD, ofQueue, "-m", "celery", "--app=tasks", "inspect", "active")) {
            return process.input("").succeed(LIMIT);
        }
    }

    /** How many messages wait in the queue, now that nobody consumes it. */
    private long ready(String ofQueue) throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection()) {
            return connection.createChannel().messageCount(ofQueue);
        }
    }

    private void deleteTopology(String stem) throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection()) {
            Channel channel = connection.createChannel();
            channel.queueDelete(stem);
            for (String name : List.of("", ".events", ".control.pidbox")) {
                channel.exchangeDelete(stem + name);
            }
            channel.exchangeDelete("reply." + stem + ".control.pidbox");
        }
    }

    private ClientProcess worker(String name, String ofQueue) {
        return worker(SCRIPTS, name, ofQueue);
    }

    private ClientProcess worker(Path scripts, String name, String ofQueue) {
        return start(
                scripts,
                ofQueue,
                "-m",
                "celery",
                "--app=tasks",
                "worker",
                "--loglevel=INFO",
                "--concurrency=2",
                "--hostname=" + name + "@localhost");
    }

    private String celery(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-m", "celery", "--app=tasks"));
        all.addAll(List.of(arguments));
        return run(queue, all.toArray(String[]::new));
    }

    private String run(String ofQueue, String... arguments) {
        try (ClientProcess process = start(SCRIPTS, ofQueue, arguments)) {
            return process.input("").succeed(LIMIT);
        }
    }

    private ClientProcess start(Path scripts, String ofQueue, String... arguments) {
        Map<String, String> environment =
                Map.of("LEVERET_BROKER", broker.toString(), "LEVERET_QUEUE", ofQueue, "PYTHONDONTWRITEBYTECODE", "1");
        List<String> command = new ArrayList<>(List.of(python));
        command.addAll(List.of(arguments));
        return ClientProcess.start(scripts, environment, command);
    }
}
