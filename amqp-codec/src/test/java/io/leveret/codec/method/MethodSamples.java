package io.leveret.codec.method;

import io.leveret.codec.value.FieldSamples;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.stream.Stream;

/**
 * One sample of every method. Short strings hold the name of their argument, bits alternate from true, and integers are
 * large enough to show a lost sign; {@code methods.golden} has the same values.
 */
public final class MethodSamples {
    private static final FieldTable TABLE = FieldSamples.EVERY_TYPE;
    private static final long TAG = 0x8000_0000_0000_0001L;
    private static final long COUNT = 3_000_000_000L;

    private MethodSamples() {}

    public static List<Method> all() {
        return Stream.of(connection(), channel(), access(), exchange(), queue(), basic(), confirm(), tx())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Method> connection() {
        return List.of(
                new ConnectionMethod.Start(0, 9, TABLE, l("PLAIN AMQPLAIN"), l("en_US")),
                new ConnectionMethod.StartOk(TABLE, s("mechanism"), l("\0guest\0guest"), s("locale")),
                new ConnectionMethod.Secure(l("question")),
                new ConnectionMethod.SecureOk(l("\0guest\0guest")),
                new ConnectionMethod.Tune(2047, 4_294_836_225L, 60),
                new ConnectionMethod.TuneOk(2047, 4_294_836_225L, 60),
                new ConnectionMethod.Open(s("virtual_host")),
                new ConnectionMethod.OpenOk(),
                new ConnectionMethod.Close(406, s("reply_text"), 50, 10),
                new ConnectionMethod.CloseOk(),
                new ConnectionMethod.Blocked(s("reason")),
                new ConnectionMethod.Unblocked(),
                new ConnectionMethod.UpdateSecret(l("secret"), s("reason")),
                new ConnectionMethod.UpdateSecretOk());
    }

    private static List<Method> channel() {
        return List.of(
                new ChannelMethod.Open(),
                new ChannelMethod.OpenOk(),
                new ChannelMethod.Flow(true),
                new ChannelMethod.FlowOk(true),
                new ChannelMethod.Close(406, s("reply_text"), 50, 10),
                new ChannelMethod.CloseOk());
    }

    private static List<Method> access() {
        return List.of(
                new AccessMethod.Request(s("realm"), true, false, true, false, true), new AccessMethod.RequestOk(3));
    }

    private static List<Method> exchange() {
        return List.of(
                new ExchangeMethod.Declare(s("exchange"), s("type"), true, false, true, false, true, TABLE),
                new ExchangeMethod.DeclareOk(),
                new ExchangeMethod.Delete(s("exchange"), true, false),
                new ExchangeMethod.DeleteOk(),
                new ExchangeMethod.Bind(s("destination"), s("source"), s("routing_key"), true, TABLE),
                new ExchangeMethod.BindOk(),
                new ExchangeMethod.Unbind(s("destination"), s("source"), s("routing_key"), true, TABLE),
                new ExchangeMethod.UnbindOk());
    }

    private static List<Method> queue() {
        return List.of(
                new QueueMethod.Declare(s("queue"), true, false, true, false, true, TABLE),
                new QueueMethod.DeclareOk(s("queue"), COUNT, 2),
                new QueueMethod.Bind(s("queue"), s("exchange"), s("routing_key"), true, TABLE),
                new QueueMethod.BindOk(),
                new QueueMethod.Purge(s("queue"), true),
                new QueueMethod.PurgeOk(COUNT),
                new QueueMethod.Delete(s("queue"), true, false, true),
                new QueueMethod.DeleteOk(COUNT),
                new QueueMethod.Unbind(s("queue"), s("exchange"), s("routing_key"), TABLE),
                new QueueMethod.UnbindOk());
    }

    private static List<Method> basic() {
        return List.of(
                new BasicMethod.Qos(4_000_000_000L, 65_535, true),
                new BasicMethod.QosOk(),
                new BasicMethod.Consume(s("queue"), s("consumer_tag"), true, false, true, false, TABLE),
                new BasicMethod.ConsumeOk(s("consumer_tag")),
                new BasicMethod.Cancel(s("consumer_tag"), true),
                new BasicMethod.CancelOk(s("consumer_tag")),
                new BasicMethod.Publish(s("exchange"), s("routing_key"), true, false),
                new BasicMethod.Return(406, s("reply_text"), s("exchange"), s("routing_key")),
                new BasicMethod.Deliver(s("consumer_tag"), TAG, true, s("exchange"), s("routing_key")),
                new BasicMethod.Get(s("queue"), true),
                new BasicMethod.GetOk(TAG, true, s("exchange"), s("routing_key"), COUNT),
                new BasicMethod.GetEmpty(),
                new BasicMethod.Ack(TAG, true),
                new BasicMethod.Reject(TAG, true),
                new BasicMethod.RecoverAsync(true),
                new BasicMethod.Recover(true),
                new BasicMethod.RecoverOk(),
                new BasicMethod.Nack(TAG, true, false));
    }

    private static List<Method> confirm() {
        return List.of(new ConfirmMethod.Select(true), new ConfirmMethod.SelectOk());
    }

    private static List<Method> tx() {
        return List.of(
                new TxMethod.Select(),
                new TxMethod.SelectOk(),
                new TxMethod.Commit(),
                new TxMethod.CommitOk(),
                new TxMethod.Rollback(),
                new TxMethod.RollbackOk());
    }

    private static ShortString s(String text) {
        return ShortString.of(text);
    }

    private static LongString l(String text) {
        return LongString.of(text);
    }
}
