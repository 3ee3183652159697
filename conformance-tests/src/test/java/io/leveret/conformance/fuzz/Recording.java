package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.Frame;
import io.leveret.conformance.raw.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a client would send that plays a script alone and waits for nothing: protocol header, login, all frames, close. */
public final class Recording {

    private final Names names = new Names("hostile.");
    private final List<byte[]> frames = new ArrayList<>();

    private Recording() {}

    /**
     * Of the script of a seed.
     *
     * @return the protocol header and the frames behind it, each by itself
     */
    public static List<byte[]> ofScript(long seed) {
        Recording recording = new Recording();
        recording.login();
        List<Integer> open = new ArrayList<>();
        for (Step step : Generator.script(seed).steps()) {
            int channel = step.channel();
            if (!open.contains(channel)) {
                open.add(channel);
                recording.method(channel, new AMQP.Channel.Open.Builder().build());
            }
            recording.step(channel, step.operation());
        }
        recording.method(0, new Operation.ConnectionClose().method(name -> name));
        return recording.frames;
    }

    private void login() {
        frames.add(io.leveret.conformance.raw.RawConnection.PROTOCOL_HEADER);
        Handshake handshake = Handshake.handshake();
        method(0, handshake.startOk());
        method(
                0,
                handshake.tuneOk(new AMQP.Connection.Tune.Builder()
                        .channelMax(2047)
                        .frameMax(131_072)
                        .build()));
        method(0, handshake.open());
    }

    private void step(int channel, Operation operation) {
        if (operation instanceof Operation.ConnectionClose
                || operation instanceof Operation.ChannelClose
                || operation instanceof Operation.OverHttp) {
            // Whatever comes behind a close would be lost.
            return;
        }
        method(
                channel,
                operation instanceof Operation.Settle settle ? settle.method(1) : operation.method(names::actual));
        if (operation instanceof Operation.Publish publish) {
            byte[] body = publish.body().getBytes(StandardCharsets.UTF_8);
            AMQContentHeader header = MessageProperties.of(publish.properties(), names);
            try {
                add(header.toFrame(channel, body.length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (body.length > 0) {
                add(Frame.fromBodyFragment(channel, ByteBuffer.wrap(body), 0, body.length));
            }
        }
    }

    private void method(int channel, Method method) {
        try {
            add(((com.rabbitmq.client.impl.Method) method).toFrame(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Frame frame) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            frame.writeTo(new DataOutputStream(octets));
            frames.add(octets.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
