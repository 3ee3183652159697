package io.leveret.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Serves one client of each kind in a process that stops afterwards. The launcher runs it once after a build, so that
 * the JVM can put the classes that a start and a first message need into an archive; later starts map the archive
 * instead of loading classes.
 */
final class Rehearsal {

    private static final int ANSWER_TIMEOUT_MS = 5_000;

    private static final ShortString QUEUE = ShortString.of("leveret.rehearsal");
    private static final ShortString NONE = ShortString.EMPTY;
    private static final byte[] BODY = "!rehearsal".getBytes(US_ASCII);

    private static final String OVERVIEW =
            "GET /api/overview HTTP/1.0\r\nAuthorization: Basic Z3Vlc3Q6Z3Vlc3Q=\r\n\r\n";

    private Rehearsal() {}

    static void play(Leveret server) {
        try {
            for (InetSocketAddress address : server.amqpAddresses()) {
                sendAndReceiveOneMessage(address);
            }
            for (InetSocketAddress address : server.managementAddresses()) {
                askForOverview(address);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsal failed", e);
        }
    }

    private static void sendAndReceiveOneMessage(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(ByteBufUtil.getBytes(untilDelivery()));
            skipPast(BODY, socket.getInputStream());
            socket.getOutputStream().write(ByteBufUtil.getBytes(farewell()));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, ANSWER_TIMEOUT_MS);
        socket.setSoTimeout(ANSWER_TIMEOUT_MS);
        return socket;
    }

    /** Everything up to the first delivery at once: the broker takes frames in order and does not mind that. */
    private static ByteBuf untilDelivery() {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.protocolHeader(out);
        ShortString plain = ShortString.of("PLAIN");
        LongString response = LongString.of("\0guest\0guest");
        FrameEncoder.method(
                out, 0, new ConnectionMethod.StartOk(FieldTable.EMPTY, plain, response, ShortString.of("en_US")));
        FrameEncoder.method(out, 0, new ConnectionMethod.TuneOk(1, FrameType.MIN_FRAME_MAX, 0));
        FrameEncoder.method(out, 0, new ConnectionMethod.Open(ShortString.of("/")));
        FrameEncoder.method(out, 1, new ChannelMethod.Open());
        FrameEncoder.method(out, 1, new QueueMethod.Declare(QUEUE, false, false, true, true, false, FieldTable.EMPTY));
        FrameEncoder.method(out, 1, new ConfirmMethod.Select(false));
        FrameEncoder.method(out, 1, new BasicMethod.Consume(QUEUE, NONE, false, false, false, false, FieldTable.EMPTY));
        FrameEncoder.method(out, 1, new BasicMethod.Publish(NONE, QUEUE, false, false));
        FrameEncoder.contentHeader(out, 1, BODY.length, RawProperties.MINIMAL, 0, RawProperties.MINIMAL.length);
        FrameEncoder.contentBody(out, 1, BODY, 0, BODY.length, FrameType.MIN_FRAME_MAX);
        return out;
    }

    private static ByteBuf farewell() {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.method(out, 1, new BasicMethod.Ack(1, false));
        FrameEncoder.method(out, 0, new ConnectionMethod.Close(200, NONE, 0, 0));
        return out;
    }

    /** Reads until these bytes have come, one straight after the other. */
    private static void skipPast(byte[] wanted, InputStream in) throws IOException {
        int matched = 0;
        while (matched < wanted.length) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the connection ended before the message came back");
            }
            // Enough, since the first of the bytes does not occur among the others.
            matched = octet == wanted[matched] ? matched + 1 : octet == wanted[0] ? 1 : 0;
        }
    }

    private static void askForOverview(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(OVERVIEW.getBytes(US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }
}
