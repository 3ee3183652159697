package io.leveret.codec.method;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Methods to and from the payload of a method frame: class id, method id, arguments (AMQP 0-9-1 section 4.2.4). */
public final class MethodCodec {
    /** Octets of class id and method id. */
    static final int IDS_OCTETS = 2 * Short.BYTES;

    private MethodCodec() {}

    /**
     * Reads the method in the {@code length} bytes at the absolute {@code index}. Methods that only a server sends are
     * decoded, too; whether one may come is not decided here.
     *
     * @throws ConnectionException COMMAND_INVALID for ids that are no method, FRAME_ERROR if the arguments do not fill the
     *     bytes exactly, SYNTAX_ERROR if a table is nested too deep
     */
    public static Method decode(ByteBuf buf, int index, int length) {
        if (length < IDS_OCTETS) {
            throw ArgumentReader.cannotDecode(buf, index, length, 0, 0);
        }
        int classId = buf.getUnsignedShort(index);
        int methodId = buf.getUnsignedShort(index + Short.BYTES);
        ArgumentReader in = new ArgumentReader(buf, index + IDS_OCTETS, length - IDS_OCTETS, classId, methodId);
        Method method = decodeClass(classId, methodId, in);
        if (method == null) {
            throw new ConnectionException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
        in.end();
        return method;
    }

    /** The error for a short string in a method that is not UTF-8. */
    public static ConnectionException malformedUtf8() {
        return new ConnectionException(ReplyCode.FRAME_ERROR, "Malformed UTF-8 in shortstr");
    }

    /** Writes class id, method id and arguments. */
    public static void encode(Method method, ByteBuf out) {
        out.writeShort(method.classId());
        out.writeShort(method.methodId());
        method.encodeArguments(out);
    }

    private static @Nullable Method decodeClass(int classId, int methodId, ArgumentReader in) {
        return switch (classId) {
            case BasicMethod.CLASS_ID -> decodeBasic(methodId, in);
            case QueueMethod.CLASS_ID -> decodeQueue(methodId, in);
            case ExchangeMethod.CLASS_ID -> decodeExchange(methodId, in);
            case ChannelMethod.CLASS_ID -> decodeChannel(methodId, in);
            case ConnectionMethod.CLASS_ID -> decodeConnection(methodId, in);
            case ConfirmMethod.CLASS_ID -> decodeConfirm(methodId, in);
            case TxMethod.CLASS_ID -> decodeTx(methodId);
            case AccessMethod.CLASS_ID -> decodeAccess(methodId, in);
            default -> null;
        };
    }

    private static @Nullable Method decodeConnection(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> ConnectionMethod.Start.decode(in);
            case 11 -> ConnectionMethod.StartOk.decode(in);
            case 20 -> ConnectionMethod.Secure.decode(in);
            case 21 -> ConnectionMethod.SecureOk.decode(in);
            case 30 -> ConnectionMethod.Tune.decode(in);
            case 31 -> ConnectionMethod.TuneOk.decode(in);
            case 40 -> ConnectionMethod.Open.decode(in);
            case 41 -> ConnectionMethod.OpenOk.decode(in);
            case 50 -> ConnectionMethod.Close.decode(in);
            case 51 -> new ConnectionMethod.CloseOk();
            case 60 -> ConnectionMethod.Blocked.decode(in);
            case 61 -> new ConnectionMethod.Unblocked();
            case 70 -> ConnectionMethod.UpdateSecret.decode(in);
            case 71 -> new ConnectionMethod.UpdateSecretOk();
            default -> null;
        };
    }

    private static @Nullable Method decodeChannel(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> ChannelMethod.Open.decode(in);
            case 11 -> ChannelMethod.OpenOk.decode(in);
            case 20 -> ChannelMethod.Flow.decode(in);
            case 21 -> ChannelMethod.FlowOk.decode(in);
            case 40 -> ChannelMethod.Close.decode(in);
            case 41 -> new ChannelMethod.CloseOk();
            default -> null;
        };
    }

    private static @Nullable Method decodeAccess(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> AccessMethod.Request.decode(in);
            case 11 -> AccessMethod.RequestOk.decode(in);
            default -> null;
        };
    }

    private static @Nullable Method decodeExchange(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> ExchangeMethod.Declare.decode(in);
            case 11 -> new ExchangeMethod.DeclareOk();
            case 20 -> ExchangeMethod.Delete.decode(in);
            case 21 -> new ExchangeMethod.DeleteOk();
            case 30 -> ExchangeMethod.Bind.decode(in);
            case 31 -> new ExchangeMethod.BindOk();
            case 40 -> ExchangeMethod.Unbind.decode(in);
            case 51 -> new ExchangeMethod.UnbindOk();
            default -> null;
        };
    }

    private static @Nullable Method decodeQueue(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> QueueMethod.Declare.decode(in);
            case 11 -> QueueMethod.DeclareOk.decode(in);
            case 20 -> QueueMethod.Bind.decode(in);
            case 21 -> new QueueMethod.BindOk();
            case 30 -> QueueMethod.Purge.decode(in);
            case 31 -> QueueMethod.PurgeOk.decode(in);
            case 40 -> QueueMethod.Delete.decode(in);
            case 41 -> QueueMethod.DeleteOk.decode(in);
            case 50 -> QueueMethod.Unbind.decode(in);
            case 51 -> new QueueMethod.UnbindOk();
            default -> null;
        };
    }

    private static @Nullable Method decodeBasic(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> BasicMethod.Qos.decode(in);
            case 11 -> new BasicMethod.QosOk();
            case 20 -> BasicMethod.Consume.decode(in);
            case 21 -> BasicMethod.ConsumeOk.decode(in);
            case 30 -> BasicMethod.Cancel.decode(in);
            case 31 -> BasicMethod.CancelOk.decode(in);
            case 40 -> BasicMethod.Publish.decode(in);
            case 50 -> BasicMethod.Return.decode(in);
            case 60 -> BasicMethod.Deliver.decode(in);
            case 70 -> BasicMethod.Get.decode(in);
            case 71 -> BasicMethod.GetOk.decode(in);
            case 72 -> BasicMethod.GetEmpty.decode(in);
            case 80 -> BasicMethod.Ack.decode(in);
            case 90 -> BasicMethod.Reject.decode(in);
            case 100 -> BasicMethod.RecoverAsync.decode(in);
            case 110 -> BasicMethod.Recover.decode(in);
            case 111 -> new BasicMethod.RecoverOk();
            case 120 -> BasicMethod.Nack.decode(in);
            default -> null;
        };
    }

    private static @Nullable Method decodeConfirm(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case 10 -> ConfirmMethod.Select.decode(in);
            case 11 -> new ConfirmMethod.SelectOk();
            default -> null;
        };
    }

    private static @Nullable Method decodeTx(int methodId) {
        return switch (methodId) {
            case 10 -> new TxMethod.Select();
            case 11 -> new TxMethod.SelectOk();
            case 20 -> new TxMethod.Commit();
            case 21 -> new TxMethod.CommitOk();
            case 30 -> new TxMethod.Rollback();
            case 31 -> new TxMethod.RollbackOk();
            default -> null;
        };
    }
}
