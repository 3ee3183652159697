package io.leveret.codec.method;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/**
 * Class connection (AMQP 0-9-1 section 1.4), with the methods that RabbitMQ added: blocked, unblocked, update-
 * secret.
 */
public sealed interface ConnectionMethod extends Method
        permits ConnectionMethod.Start,
                ConnectionMethod.StartOk,
                ConnectionMethod.Secure,
                ConnectionMethod.SecureOk,
                ConnectionMethod.Tune,
                ConnectionMethod.TuneOk,
                ConnectionMethod.Open,
                ConnectionMethod.OpenOk,
                ConnectionMethod.Close,
                ConnectionMethod.CloseOk,
                ConnectionMethod.Blocked,
                ConnectionMethod.Unblocked,
                ConnectionMethod.UpdateSecret,
                ConnectionMethod.UpdateSecretOk {
    /** The class id on the wire. */
    int CLASS_ID = 10;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** The server's opening: what it is and how one may log in. */
    record Start(
            int versionMajor, int versionMinor, FieldTable serverProperties, LongString mechanisms, LongString locales)
            implements ConnectionMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeByte(versionMajor);
            out.writeByte(versionMinor);
            serverProperties.writeTo(out);
            ArgumentWriter.longString(out, mechanisms);
            ArgumentWriter.longString(out, locales);
        }

        static Start decode(ArgumentReader in) {
            return new Start(in.octet(), in.octet(), in.table(), in.longString(), in.longString());
        }
    }

    /** The client says what it is and begins to log in. */
    record StartOk(FieldTable clientProperties, ShortString mechanism, LongString response, ShortString locale)
            implements ConnectionMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            clientProperties.writeTo(out);
            mechanism.writeTo(out);
            ArgumentWriter.longString(out, response);
            locale.writeTo(out);
        }

        static StartOk decode(ArgumentReader in) {
            return new StartOk(in.table(), in.shortString(), in.longString(), in.shortString());
        }
    }

    /** One more question of the login mechanism. */
    record Secure(LongString challenge) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            ArgumentWriter.longString(out, challenge);
        }

        static Secure decode(ArgumentReader in) {
            return new Secure(in.longString());
        }
    }

    /** The answer to it. */
    record SecureOk(LongString response) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            ArgumentWriter.longString(out, response);
        }

        static SecureOk decode(ArgumentReader in) {
            return new SecureOk(in.longString());
        }
    }

    /** The server's limits: channels, octets of a frame, seconds between heartbeats; 0 is no limit. */
    record Tune(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(channelMax);
            out.writeInt((int) frameMax);
            out.writeShort(heartbeat);
        }

        static Tune decode(ArgumentReader in) {
            return new Tune(in.uint16(), in.uint32(), in.uint16());
        }
    }

    /** The limits that hold. */
    record TuneOk(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(channelMax);
            out.writeInt((int) frameMax);
            out.writeShort(heartbeat);
        }

        static TuneOk decode(ArgumentReader in) {
            return new TuneOk(in.uint16(), in.uint32(), in.uint16());
        }
    }

    /** Enters a virtual host. */
    record Open(ShortString virtualHost) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            virtualHost.writeTo(out);
            ShortString.EMPTY.writeTo(out);
            out.writeByte(0);
        }

        static Open decode(ArgumentReader in) {
            Open open = new Open(in.shortString());
            in.shortString();
            in.bit();
            return open;
        }
    }

    /** The connection is ready. */
    record OpenOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            ShortString.EMPTY.writeTo(out);
        }

        static OpenOk decode(ArgumentReader in) {
            in.shortString();
            return new OpenOk();
        }
    }

    /** Ends the connection; the failed ids name the method that went wrong, 0 if none did. */
    record Close(int replyCode, ShortString replyText, int failedClassId, int failedMethodId)
            implements ConnectionMethod {
        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            replyText.writeTo(out);
            out.writeShort(failedClassId);
            out.writeShort(failedMethodId);
        }

        static Close decode(ArgumentReader in) {
            return new Close(in.uint16(), in.shortString(), in.uint16(), in.uint16());
        }
    }

    /** The last frame of a connection. */
    record CloseOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 51;
        }
    }

    /** The server has stopped reading from publishers, and why. */
    record Blocked(ShortString reason) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 60;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            reason.writeTo(out);
        }

        static Blocked decode(ArgumentReader in) {
            return new Blocked(in.shortString());
        }
    }

    /** It reads again. */
    record Unblocked() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 61;
        }
    }

    /** New credentials for a session whose old ones run out. */
    record UpdateSecret(LongString newSecret, ShortString reason) implements ConnectionMethod {
        @Override
        public int methodId() {
            return 70;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            ArgumentWriter.longString(out, newSecret);
            reason.writeTo(out);
        }

        static UpdateSecret decode(ArgumentReader in) {
            return new UpdateSecret(in.longString(), in.shortString());
        }
    }

    /** They were accepted. */
    record UpdateSecretOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 71;
        }
    }
}
