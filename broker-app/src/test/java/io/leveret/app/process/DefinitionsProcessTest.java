package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.process.Command.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker process that imports definitions before it serves. */
class DefinitionsProcessTest {

    private static final String USERS = """
            {"users": [{"name": "u", "password": "p", "tags": "administrator"}], "vhosts": [{"name": "v"}]}
            """;

    @TempDir
    Path directory;

    private Path config(String... lines) throws IOException {
        return Files.write(directory.resolve("some.conf"), List.of(lines));
    }

    private static int statusOfVhosts(BrokerProcess broker, String credentials)
            throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + broker.managementPort() + "/api/vhosts/v"))
                .header("Authorization", "Basic " + basic)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void letsInWhomADirectoryOfFilesNamesAndSaysThatThereIsNobodyElse() throws Exception {
        Path files = Files.createDirectory(directory.resolve("definitions"));
        Files.writeString(files.resolve("1.json"), USERS);
        Files.writeString(
                files.resolve("2.json"),
                "{\"permissions\":[{\"user\":\"u\",\"vhost\":\"v\",\"configure\":\"\",\"write\":\"\",\"read\":\"\"}]}");
        Files.writeString(files.resolve("readme"), "no definitions");
        Path config = config("load_definitions = " + files);
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"), "--config", config.toString())) {
            assertThat(statusOfVhosts(broker, "u:p")).isEqualTo(200);
            assertThat(statusOfVhosts(broker, "guest:guest")).isEqualTo(401);
            assertThat(broker.startLog())
                    .anyMatch(line -> line.contains("[WARN] the definitions bring users: neither default user nor"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | is not an object of JSON, line 1",
                "[] | is not an object of JSON, line 1",
                "null | is not an object of JSON",
            })
    void doesNotStartWithAFileThatIsNoJson(String content, String fault) throws Exception {
        Path file = Files.writeString(directory.resolve("a.json"), content);
        config("load_definitions = " + file);
        Outcome outcome = leveret();
        assertThat(outcome.onlyErrorLine()).isEqualTo("leveret: definitions file " + file + " " + fault);
        assertThat(outcome.status()).isEqualTo(78);
    }

    @Test
    void doesNotStartWithoutTheFile() throws Exception {
        Path file = directory.resolve("none.json");
        config("management.load_definitions = " + file);
        Outcome outcome = leveret();
        assertThat(outcome.onlyErrorLine()).isEqualTo("leveret: definitions file " + file + " does not exist");
        assertThat(outcome.status()).isEqualTo(78);
    }

    @Test
    void doesNotStartWithDefinitionsThatAreWrong() throws Exception {
        Path file = Files.writeString(directory.resolve("a.json"), "{\"policies\":[{\"vhost\":\"/\",\"name\":\"p\"}]}");
        config("load_definitions = " + file);
        Outcome outcome = leveret();
        assertThat(outcome.onlyErrorLine())
                .startsWith("leveret: definitions in " + file + ": Validation failed pattern should be a binary");
        assertThat(outcome.status()).isEqualTo(78);
    }

    private Outcome leveret() throws Exception {
        return Command.java(
                        "io.leveret.app.Main",
                        "--config",
                        "some.conf",
                        "--port",
                        "0",
                        "--management-port",
                        "0",
                        "--data-dir",
                        "data")
                .in(directory)
                .run();
    }
}
