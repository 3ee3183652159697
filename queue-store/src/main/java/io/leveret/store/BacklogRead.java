package io.leveret.store;

import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.RecordFetcher;
import io.leveret.store.journal.RecordType;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.Segment;
import io.leveret.store.position.Positions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One read of a queue: goes through its plan and turns records into messages. Owner: a reader thread. */
final class BacklogRead implements RecordFetcher.Taker {

    /** Messages that are fetched together, each with up to two records. */
    private static final int TOGETHER_MAX = RecordFetcher.WANTED_MAX / 4;

    private static final int TOGETHER_BYTES = 1 << 20;

    private final ReadPlan plan;
    private final int bytesMax;
    private final PositionLookup lookup;
    private final RecordFetcher fetcher;
    private final List<RecoveredMessage> messages = new ArrayList<>();
    private @Nullable StoreException damage;
    private long bytes;
    /** Index in the plan of the next message. */
    private int at;

    private int stretch;

    /** Of what is fetched: which message a record belongs to. */
    private final int[] slots;

    private final int togetherMax;
    private final long[] enqueuedAtMs;
    private final long[] expiresAtMs;
    private final long[] bodyLsns;
    private final @Nullable LoadedMessage[] loaded;
    private final @Nullable StoreException[] damages;
    private @Nullable LoadedMessage before;
    /** Index in the plan of the first message that is fetched. */
    private int first;

    BacklogRead(ReadPlan plan, int bytesMax, PositionLookup lookup, RecordFetcher fetcher) {
        this.plan = plan;
        this.bytesMax = bytesMax;
        this.lookup = lookup;
        this.fetcher = fetcher;
        togetherMax = Math.min(TOGETHER_MAX, plan.seqs().length);
        slots = new int[2 * togetherMax];
        enqueuedAtMs = new long[togetherMax];
        expiresAtMs = new long[togetherMax];
        bodyLsns = new long[togetherMax];
        loaded = new LoadedMessage[togetherMax];
        damages = new StoreException[togetherMax];
    }

    Backlog run() throws IOException {
        while (at < plan.seqs().length && damage == null && (bytes < bytesMax || messages.isEmpty())) {
            first = at;
            StoreException missing = want();
            fetcher.fetch(this);
            assemble(missing);
        }
        return new Backlog(messages, at < plan.seqs().length ? plan.seqs()[at] : plan.nextSeq(), damage);
    }

    /** Wants the records of the next messages; says why, if one is nowhere. */
    private @Nullable StoreException want() throws IOException {
        long together = 0;
        while (at < plan.seqs().length
                && at - first < togetherMax
                && together < TOGETHER_BYTES
                && (bytes < bytesMax || (at == first && messages.isEmpty()))) {
            long seq = plan.seqs()[at];
            while (plan.stretches().get(stretch).to() <= at) {
                stretch++;
            }
            Positions positions = lookup.find(plan.stretches().get(stretch), seq);
            if (positions == null) {
                Segment segment = plan.stretches().get(stretch).segment();
                return new StoreException(lookup.where(segment) + ", and message " + seq + " of "
                        + QueueId.text(plan.queueId()) + " is missing");
            }
            int entry = positions.find(seq);
            bodyLsns[at - first] = positions.bodyLsn(entry);
            long octets = positions.length(entry);
            want(positions.lsn(entry), positions.length(entry));
            if (positions.bodyLsn(entry) != Positions.NO_BODY) {
                want(positions.bodyLsn(entry), positions.bodyLength(entry));
                octets += positions.bodyLength(entry);
            }
            loaded[at - first] = null;
            damages[at - first] = null;
            bytes += octets;
            together += octets;
            at++;
        }
        return null;
    }

    private void want(long lsn, int length) {
        slots[fetcher.wanted()] = at - first;
        fetcher.want(lsn, length);
    }

    @Override
    public void found(int wanted, RecordView record) {
        int slot = slots[wanted];
        boolean isEntry = record.type().isEntry()
                && record.queueId() == plan.queueId()
                && record.seq() == plan.seqs()[first + slot];
        if (isEntry) {
            enqueuedAtMs[slot] = record.enqueuedAtMs();
            expiresAtMs[slot] = record.expiresAtMs();
        } else if (record.type() != RecordType.BODY) {
            damages[slot] = new StoreException(record.where() + ": not message " + plan.seqs()[first + slot] + " of "
                    + QueueId.text(plan.queueId()));
            return;
        }
        if (!record.type().refers()) {
            before = LoadedMessage.read(record, before);
            loaded[slot] = before;
        }
    }

    @Override
    public void damaged(int wanted, StoreException what) {
        damages[slots[wanted]] = what;
    }

    /** Puts together what was fetched, up to the first message that is damaged. */
    private void assemble(@Nullable StoreException missing) {
        for (int i = first; i < at; i++) {
            LoadedMessage message = loaded[i - first];
            StoreException wrong = damages[i - first];
            if (message == null || wrong != null) {
                damage = wrong == null ? withoutBody(i) : wrong;
                at = i;
                return;
            }
            long seq = plan.seqs()[i];
            if (plan.isTooOld(i, enqueuedAtMs[i - first])) {
                continue;
            }
            messages.add(new RecoveredMessage(
                    seq,
                    enqueuedAtMs[i - first],
                    expiresAtMs[i - first],
                    seq <= plan.redeliveredUpTo(),
                    message,
                    bodyLsns[i - first]));
        }
        damage = missing;
    }

    private StoreException withoutBody(int index) {
        Segment segment = plan.stretches().stream()
                .filter(stretchOfIt -> stretchOfIt.to() > index)
                .findFirst()
                .orElseThrow()
                .segment();
        return new StoreException(lookup.where(segment) + ", and message " + plan.seqs()[index] + " of queue "
                + plan.queueId() + " has no body");
    }
}
