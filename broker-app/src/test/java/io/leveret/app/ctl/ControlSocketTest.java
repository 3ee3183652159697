package io.leveret.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of the socket that the command line and a broker talk over. */
@Timeout(60)
class ControlSocketTest {

    @TempDir
    Path directory;

    private @Nullable ControlServer server;

    private static @Nullable List<String> echo(String command, String argument) throws IOException {
        return switch (command) {
            case "echo" -> List.of(argument, "second line");
            case "fail" -> throw new IOException("no " + argument + " today");
            case "break" -> throw new IllegalStateException("broken");
            default -> null;
        };
    }

    private void start() throws IOException {
        start(ControlSocketTest::echo);
    }

    private void start(ControlServer.Commands commands) throws IOException {
        server = ControlServer.start(directory, commands, (tool, arguments, talk) -> 0);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private List<String> ask(String command, String argument) throws Exception {
        return new ControlClient(directory).ask(command, argument, 10_000);
    }

    /** What a client gets that sends these octets. */
    private String answerTo(String octets) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve("control")));
            channel.write(ByteBuffer.wrap(octets.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void givesTheLinesOfTheAnswer() throws Exception {
        start();
        assertThat(ask("echo", "with  spaces and ü")).containsExactly("with  spaces and ü", "second line");
        assertThat(ask("echo", "")).containsExactly("", "second line");
    }

    @Test
    void givesTheReasonWhyNot() throws Exception {
        start();
        assertThatThrownBy(() -> ask("fail", "soup"))
                .isInstanceOf(IOException.class)
                .hasMessage("no soup today");
        assertThatThrownBy(() -> ask("sing", "")).hasMessage("no such command: sing");
        assertThatThrownBy(() -> ask("break", "")).hasMessageContaining("broken");
        assertThat(ask("echo", "still there")).contains("still there");
    }

    @Test
    void refusesWhatIsNoRequestOfItsVersion() throws Exception {
        start();
        assertThat(answerTo("GET / HTTP/1.1\n")).isEqualTo("error this is no request\n");
        assertThat(answerTo("leveret-control 3 status\n"))
                .startsWith("error version 3 of the protocol (expected: 1)")
                .hasLineCount(1);
    }

    @Test
    void readsNoLineWithoutBound() throws Exception {
        start();
        assertThat(answerTo("leveret-control 1 echo " + "x".repeat(8_000) + "\n"))
                .endsWith("ok\n");
        // It closes without reading the rest; what the client sees of that is up to the system.
        try {
            assertThat(answerTo("x".repeat(20_000) + "\n")).isEmpty();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i)broken pipe|connection reset.*");
        }
        assertThat(ask("echo", "still there")).contains("still there");
    }

    @Test
    void isItsOwnersOnly() throws Exception {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("control"))))
                .isEqualTo("rw-------");
        stop();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        assertThatThrownBy(() -> ask("echo", ""))
                .isInstanceOf(NoBrokerException.class)
                .hasMessage("no broker is running on data directory " + directory);
        start();
        stop();
        assertThatThrownBy(() -> ask("echo", "")).isInstanceOf(NoBrokerException.class);
    }

    @Test
    void replacesWhatAKilledProcessHasLeft() throws Exception {
        // Closing the channel leaves the file, as a kill does.
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(directory.resolve("control")))
                .close();
        Files.createDirectory(directory.resolve("control.new"));
        assertThatThrownBy(() -> ask("echo", "")).isInstanceOf(NoBrokerException.class);
        start();
        assertThat(ask("echo", "new")).contains("new");
    }

    @Test
    void standsElsewhereWhenThePathIsTooLong() throws Exception {
        directory = Files.createDirectories(directory.resolve("x".repeat(60)).resolve("y".repeat(60)));
        start();
        assertThat(ask("echo", "far")).contains("far");
        Path socket =
                Path.of(Files.readString(directory.resolve("control-path")).strip());
        assertThat(socket).exists();
        stop();
        assertThat(socket.getParent()).doesNotExist();
        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> ask("echo", "")).isInstanceOf(NoBrokerException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void answersWhileOtherCommandsTakeTheirTime(int others) throws Exception {
        CountDownLatch asked = new CountDownLatch(others);
        CountDownLatch go = new CountDownLatch(1);
        start((command, argument) -> {
            if (command.equals("slow")) {
                asked.countDown();
                await(go);
            }
            return List.of("done");
        });
        List<CompletableFuture<List<String>>> slow = IntStream.range(0, others)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> unchecked("slow"), task -> new Thread(task).start()))
                .toList();
        await(asked);
        assertThat(ask("quick", "")).containsExactly("done");
        go.countDown();
        slow.forEach(answer -> assertThat(answer.join()).containsExactly("done"));
    }

    private List<String> unchecked(String command) {
        try {
            return ask(command, "");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
