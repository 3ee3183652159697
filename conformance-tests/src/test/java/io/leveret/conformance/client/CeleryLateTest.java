package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Celery with late acknowledgements and priorities: a worker that does one task at a time, which may be killed. */
class CeleryLateTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path SCRIPTS = ClientTools.scripts("celery_late");

    private final BrokerAddress broker = BrokerAddress.current();
    private final String queue = "celery.late." + UUID.randomUUID();

    @AfterEach
    void deleteQueue() throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection()) {
            connection.createChannel().queueDelete(queue);
        }
    }

    @Test
    void doesTheMoreUrgentTasksFirst() {
        try (ClientProcess calls = start("-u", "calls.py", "priorities").input("")) {
            calls.awaitOutput("sent", LIMIT);
            try (ClientProcess worker = worker("urgent")) {
                assertThat(calls.succeed(LIMIT)).as(worker::output).endsWith("9@0 9@1 5@2 5@3 0@4 0@5");
            }
        }
    }

    @Test
    void theNextWorkerDoesWhatAKilledOneHadBegun() {
        try (ClientProcess calls = start("-u", "calls.py", "interrupted").input("")) {
            calls.awaitOutput("sent", LIMIT);
            try (ClientProcess first = worker("killed")) {
                first.awaitOutput("hanging", LIMIT);
            }
            try (ClientProcess next = worker("next")) {
                assertThat(calls.succeed(LIMIT)).as(next::output).endsWith("redelivered");
            }
        }
    }

    private ClientProcess worker(String name) {
        return start(
                        "-u",
                        "-m",
                        "celery",
                        "--app=tasks",
                        "worker",
                        "--pool=solo",
                        "--without-gossip",
                        "--without-mingle",
                        "--loglevel=INFO",
                        "--hostname=" + name + "@localhost")
                .input("");
    }

    private ClientProcess start(String... arguments) {
        Map<String, String> environment =
                Map.of("LEVERET_BROKER", broker.toString(), "LEVERET_QUEUE", queue, "PYTHONDONTWRITEBYTECODE", "1");
        List<String> command = new ArrayList<>(List.of(ClientTools.python("celery")));
        command.addAll(List.of(arguments));
        return ClientProcess.start(SCRIPTS, environment, command);
    }
}
