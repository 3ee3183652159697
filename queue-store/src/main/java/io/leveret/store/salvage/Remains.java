package io.leveret.store.salvage;

import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.RecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What whole records among damaged ones tell of what is lost with them. A group counts as a whole or not at all, so no
 * message and no acknowledgement of them is used. Owner: one thread.
 */
final class Remains {

    private final Ranges entered = new Ranges();
    private final TreeSet<Long> transactions = new TreeSet<>();
    private long moved;
    private long acknowledgements;
    private long catalogue;
    private long groups;
    private boolean kept;

    void add(RecordView record) {
        switch (record.type()) {
            case MSG, ENQ -> entered.add(record.queueId(), record.seq());
            case MOVE, MOVE_ENQ -> moved++;
            case ACK -> acknowledgements += record.rangeCount();
            case META_PUT, META_DELETE, QUEUE_GONE -> catalogue++;
            case GROUP_END -> groups++;
            case BODY, DELIVERED, RETURNED, RETAIN, TX_COMMIT, TX_ABORT -> {}
        }
        if (record.txId() != JournalWriter.NO_TX) {
            transactions.add(record.txId());
        }
    }

    /** Says that changes of the catalogue are applied all the same. */
    void keepCatalogue() {
        kept = true;
    }

    /** Transactions that had a part, or their outcome, in the stretch. */
    Set<Long> transactions() {
        return transactions;
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add(groups == 0 ? "a group" : "at least " + groups + " groups");
        if (!entered.isEmpty()) {
            parts.add("messages of " + entered);
        }
        if (moved > 0) {
            parts.add("the new places of " + moved + " messages");
        }
        if (acknowledgements > 0) {
            parts.add(acknowledgements + " acknowledgements");
        }
        if (catalogue > 0) {
            parts.add(catalogue + " changes of the catalogue" + (kept ? ", which are kept" : ""));
        }
        if (!transactions.isEmpty()) {
            parts.add("parts of the transactions " + transactions);
        }
        return String.join(", ", parts);
    }
}
