package io.leveret.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of the socket that the tools and a broker talk over. */
@Timeout(60)
class ToolSocketTest {

    private static final int MANY_LINES = 100_000;

    @TempDir
    Path directory;

    private ControlServer server;
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server = ControlServer.start(directory, (command, argument) -> List.of(), this::run);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String tool, List<String> arguments, ToolTalk talk) throws IOException {
        switch (arguments.isEmpty() ? "" : arguments.get(0)) {
            case "echo" -> arguments.forEach(argument -> say(talk, argument));
            case "many" -> IntStream.range(0, MANY_LINES).forEach(i -> say(talk, "line " + i));
            case "ask" -> talk.out(talk.ask("Password: ") + "!");
            case "break" -> throw new IllegalStateException("broken");
            case "hang" -> hang();
            case "stop" -> talk.awaitEnd(3, ended::countDown);
            default -> talk.err(tool + " knows none of " + arguments);
        }
        return arguments.size();
    }

    private static void say(ToolTalk talk, String text) {
        try {
            talk.out(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hang() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private record Answer(int status, String out, String err) {}

    private Answer ask(String... arguments) throws Exception {
        return ask(InputStream.nullInputStream(), 30_000, arguments);
    }

    private Answer ask(InputStream in, long silenceMs, String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new ToolClient(in, out, err, silenceMs).run(directory, "tool", List.of(arguments));
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String answerTo(String octets) throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(octets.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(directory.resolve("control")));
        return channel;
    }

    @Test
    void takesArgumentsAsTheyAreAndGivesTheStatus() throws Exception {
        assertThat(ask("echo", "", "a b", "two\nlines\\n", "ü€😀"))
                .isEqualTo(new Answer(5, "echo\n\na b\ntwo\nlines\\n\nü€😀\n", ""));
        assertThat(ask("x")).isEqualTo(new Answer(1, "", "tool knows none of [x]\n"));
        assertThat(ask().status()).isZero();
    }

    @Test
    void streamsLongAnswersAndLongLines() throws Exception {
        assertThat(ask("many").out().lines()).hasSize(MANY_LINES).endsWith("line " + (MANY_LINES - 1));
        String longLine = "x".repeat(100_000);
        assertThat(ask("echo", longLine).out()).isEqualTo("echo\n" + longLine + "\n");
    }

    @Test
    void asksTheCallerForALine() throws Exception {
        InputStream in = new ByteArrayInputStream("se\\cret\r\nmore".getBytes(StandardCharsets.UTF_8));
        assertThat(ask(in, 30_000, "ask")).isEqualTo(new Answer(1, "se\\cret!\n", "Password: \n"));
        assertThat(ask("ask").out()).isEqualTo("!\n");
    }

    @Test
    void aCommandThatBreaksIsStatus70AndTheNextOneIsAnswered() throws Exception {
        Answer broken = ask("break");
        assertThat(broken.status()).isEqualTo(70);
        assertThat(broken.err()).contains("broken");
        assertThat(ask("echo").status()).isEqualTo(1);
    }

    @Test
    void answersTwoHundredAtOnce() {
        List<CompletableFuture<Answer>> all = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return ask("echo", "number " + i);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).join().out()).isEqualTo("echo\nnumber " + i + "\n");
        }
    }

    @Test
    void isNotImpressedByGarbage() throws Exception {
        assertThat(answerTo("leveret-control 2\ntool\nrubbish\n\n")).isEmpty();
        assertThat(answerTo("leveret-control 2\ntool\na x\n\n")).isEqualTo("e tool knows none of [x]\nx 1\n");
        assertThat(answerTo("leveret-control 3\n")).startsWith("error version 3 of the protocol");
        assertThat(ask("echo").status()).isEqualTo(1);
    }

    @Test
    void aClientThatVanishesLeavesTheServerAsItWas() throws Exception {
        for (String part : List.of("", "leveret-control 2\n", "leveret-control 2\ntool\na many\n\n")) {
            try (SocketChannel channel = connect()) {
                channel.write(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertThat(ask("echo").status()).isEqualTo(1);
    }

    @Test
    void refusesRequestsThatAreTooLarge() throws Exception {
        String[] many = new String[20];
        Arrays.fill(many, "x".repeat(60_000));
        assertThat(ask(many).err()).contains("a request of more than 1048576 octets");
        assertThat(ask("echo").status()).isEqualTo(1);
    }

    @Test
    void doesNotWaitForeverForABrokerThatHangs() throws Exception {
        Answer answer = ask(InputStream.nullInputStream(), 200, "hang");
        assertThat(answer.status()).isEqualTo(75);
        assertThat(answer.err()).isEqualTo("Error: the broker has not answered for 200 ms\n");
        ended.countDown();
    }

    @Test
    void waitsUntilTheBrokerHasEnded() throws Exception {
        server.close();
        Path socket = directory.resolve("control");
        try (ServerSocketChannel process = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            process.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return ask("stop");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start());
            try (SocketChannel connection = process.accept()) {
                connection.write(ByteBuffer.wrap("u 3\n".getBytes(StandardCharsets.UTF_8)));
                assertThat(answer).isNotDone();
            }
            assertThat(answer.join().status()).isEqualTo(3);
        }
        Files.delete(socket);
    }

    @Test
    void saysThatTheBrokerEndedWithinItsAnswer() throws Exception {
        server.close();
        Path socket = directory.resolve("control");
        try (ServerSocketChannel process = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            process.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Void> ends = CompletableFuture.runAsync(
                    () -> {
                        try (SocketChannel connection = process.accept()) {
                            connection.read(ByteBuffer.allocate(100));
                            connection.write(ByteBuffer.wrap("o half\n".getBytes(StandardCharsets.UTF_8)));
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start());
            assertThatThrownBy(() -> ask("echo"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ended before it had answered");
            ends.join();
        }
        Files.delete(socket);
        assertThatThrownBy(() -> ask("echo"))
                .isInstanceOf(NoBrokerException.class)
                .hasMessage("no broker is running on data directory " + directory);
    }

    @Test
    void onlyItsOwnUserAndTheSuperuserMayCommand() throws IOException {
        try (SocketChannel accepted = acceptedFromHere()) {
            assertThat(new PeerUser("somebody else").mayCommand(accepted))
                    .isEqualTo(System.getProperty("user.name").equals("root"));
            assertThat(PeerUser.ownerOf(directory).mayCommand(accepted)).isTrue();
        }
    }

    private SocketChannel acceptedFromHere() throws IOException {
        Path socket = directory.resolve("other");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
            client.connect(UnixDomainSocketAddress.of(socket));
            return listening.accept();
        }
    }
}
