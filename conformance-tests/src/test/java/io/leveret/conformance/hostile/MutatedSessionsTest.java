package io.leveret.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.conformance.fuzz.Recording;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Sends recorded sessions with damage in them, before and after the login: {@code -Dleveret.hostile.frames=1000000} says how
 * many frames, {@code -Dleveret.hostile.seed} which. The broker may only answer with codes that blame the client, or drop the
 * socket; it logs no error, and others are served.
 */
@ResourceLock(HostileBroker.LOCK)
class MutatedSessionsTest {

    private static final long FRAMES = Long.getLong("leveret.hostile.frames", 30_000);
    private static final long SEED = Long.getLong("leveret.hostile.seed", 20_261_130);
    private static final int READ_LIMIT_MS = 30_000;
    private static final int SCRIPTS = 500;
    /** Of frames in a session: header, start-ok, tune-ok, open. */
    private static final int LOGIN = 4;

    private static final int CLASS_CONNECTION = 10;
    private static final int CLASS_CHANNEL = 20;
    private static final Map<Integer, Integer> CLOSE = Map.of(CLASS_CONNECTION, 50, CLASS_CHANNEL, 40);
    private static final Set<Integer> BLAME =
            Set.of(200, 311, 313, 402, 403, 404, 405, 406, 501, 502, 503, 504, 505, 530, 540);

    private final Map<String, Integer> answers = new TreeMap<>();

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void damagedSessionsHurtNobodyElse() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                GoodClient good = new GoodClient(broker.address())) {
            long begun = System.nanoTime();
            long sent = 0;
            long session = 0;
            while (sent < FRAMES) {
                List<byte[]> recorded = Recording.ofScript(session % SCRIPTS);
                boolean beforeLogin = session % 4 == 0;
                Mutator mutator = new Mutator(new SplittableRandom(SEED + session), beforeLogin ? 400 : 60);
                byte[] octets =
                        beforeLogin ? mutator.mutated(recorded.subList(0, LOGIN), 0) : mutator.mutated(recorded, LOGIN);
                play(broker.address(), octets, session);
                sent += beforeLogin ? LOGIN : recorded.size();
                session++;
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            String served = good.finish();
            System.out.println("hostile: " + sent + " frames of " + session + " damaged sessions, seed " + SEED
                    + ", in " + seconds + " s, answers " + answers + "; well-behaved client " + served);
            assertThat(answers).containsKeys("connection 501", "connection 503", "connection 504", "channel 404");
            broker.requireWell();
        }
    }

    private void play(InetSocketAddress address, byte[] octets, long session) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(READ_LIMIT_MS);
            try {
                socket.getOutputStream().write(octets);
                socket.shutdownOutput();
            } catch (IOException e) {
                // The broker has had enough; what it said is still there.
            }
            read(new DataInputStream(socket.getInputStream()), session);
        }
    }

    /** Up to the end of the stream, which must come. */
    private void read(DataInputStream in, long session) {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                if (type == 'A') {
                    // Its protocol header, to one that speaks another protocol.
                    in.skipBytes(7);
                    continue;
                }
                in.readUnsignedShort();
                byte[] payload = new byte[in.readInt()];
                in.readFully(payload);
                assertThat(in.readUnsignedByte()).as("frame end").isEqualTo(0xCE);
                if (type == 1) {
                    method(payload, session);
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the broker keeps the socket of session " + session + ", seed " + SEED, e);
        } catch (IOException e) {
            answers.merge("end", 1, Integer::sum);
        }
    }

    private void method(byte[] payload, long session) {
        int classId = payload[1];
        int methodId = payload[3];
        if (CLOSE.getOrDefault(classId, -1) == methodId) {
            int code = (Byte.toUnsignedInt(payload[4]) << 8) + Byte.toUnsignedInt(payload[5]);
            answers.merge((classId == CLASS_CONNECTION ? "connection " : "channel ") + code, 1, Integer::sum);
            assertThat(BLAME)
                    .as("session " + session + ", seed " + SEED + ": "
                            + new String(payload, 7, payload[6] & 0xFF, java.nio.charset.StandardCharsets.UTF_8))
                    .contains(code);
        }
    }
}
