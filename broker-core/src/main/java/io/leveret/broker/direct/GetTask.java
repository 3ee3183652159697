package io.leveret.broker.direct;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gets messages one after the other until there are no more, or enough: the number asked for, or so many octets that no
 * more should be held. Their bodies are kept as far as they were asked for.
 */
final class GetTask implements DirectTask<List<Fetched>> {

    /** Octets of bodies past which no further message is fetched. */
    static final long HELD_BYTES_MAX = 32L << 20;

    /** So many are settled in a turn. */
    private static final int SETTLED_PER_TURN = 256;

    private final ShortString queue;
    private final long countMax;
    private final AckMode mode;
    private final int bodyBytesMax;
    private final List<Fetched> fetched = new ArrayList<>();
    private long heldBytes;

    GetTask(ShortString queue, long countMax, AckMode mode, int bodyBytesMax) {
        this.queue = queue;
        this.countMax = countMax;
        this.mode = mode;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public void begin(DirectChannel<List<Fetched>> channel) {
        fetchNext(channel);
    }

    private void fetchNext(DirectChannel<List<Fetched>> channel) {
        if (fetched.size() < countMax && heldBytes < HELD_BYTES_MAX) {
            channel.send(new BasicMethod.Get(queue, mode == AckMode.NO_ACK));
        } else {
            settle(channel, 0);
        }
    }

    @Override
    public void received(DirectChannel<List<Fetched>> channel, Method method, @Nullable Content content) {
        if (method instanceof BasicMethod.GetOk ok) {
            add(ok, Objects.requireNonNull(content, "get-ok without content"));
            fetchNext(channel);
        } else if (method instanceof BasicMethod.GetEmpty) {
            settle(channel, 0);
        }
    }

    private void add(BasicMethod.GetOk ok, Content content) {
        byte[] body = content.body();
        byte[] kept = body.length <= bodyBytesMax ? body : Arrays.copyOf(body, bodyBytesMax);
        heldBytes += kept.length;
        fetched.add(new Fetched(ok, content.properties(), kept, body.length));
    }

    /** What is held without an acknowledgement goes back as the channel leaves. */
    private void settle(DirectChannel<List<Fetched>> channel, int from) {
        if (channel.isOver()) {
            return;
        }
        boolean rejects = mode == AckMode.REJECT || mode == AckMode.REJECT_REQUEUE;
        int end = rejects ? Math.min(fetched.size(), from + SETTLED_PER_TURN) : fetched.size();
        for (int i = from; rejects && i < end; i++) {
            channel.send(new BasicMethod.Reject(fetched.get(i).how().deliveryTag(), mode == AckMode.REJECT_REQUEUE));
        }
        if (end < fetched.size()) {
            channel.loop().execute(() -> settle(channel, end));
        } else {
            channel.finish(fetched);
        }
    }

    /** Messages that are gone from their queue must be shown to somebody. */
    @Override
    public boolean finishedInTime(DirectChannel<List<Fetched>> channel) {
        if (fetched.isEmpty()) {
            return false;
        }
        channel.finish(fetched);
        return true;
    }
}
