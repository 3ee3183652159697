package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.CrashingDisk.Kind;
import io.leveret.store.disk.CrashingDisk.Operation;
import io.leveret.store.journal.Moves;
import java.util.EnumMap;
import java.util.Map;

/** What has happened while scripts ran: a simulation proves nothing of what never happens in it. Owner: one thread. */
final class Coverage {

    /** What must happen. */
    enum Event {
        ROLL,
        RECYCLE,
        COMPACTION,
        CHECKPOINT,
        SPILL,
        TRANSACTION,
        BACKUP
    }

    private final Map<Event, Long> counts = new EnumMap<>(Event.class);
    private long operations;
    private long sessions;
    private long crashesInOperations;

    void transaction() {
        count(Event.TRANSACTION, 1);
    }

    void backup() {
        count(Event.BACKUP, 1);
    }

    /** The disk of a session that is over. */
    void add(CrashingDisk disk) {
        sessions++;
        crashesInOperations += disk.hasDiedInOperation() ? 1 : 0;
        for (Operation operation : disk.operations()) {
            String name = operation.name();
            if (operation.kind() == Kind.RENAME && name.startsWith("journal-")) {
                count(Event.ROLL, 1);
            } else if (operation.kind() == Kind.RENAME && name.startsWith("spare-")) {
                count(Event.RECYCLE, 1);
            } else if (operation.kind() == Kind.RENAME && name.startsWith("catalog-")) {
                count(Event.CHECKPOINT, 1);
            } else if (operation.kind() == Kind.CREATE && name.equals("spill.mapdb")) {
                count(Event.SPILL, 1);
            }
        }
        count(Event.COMPACTION, Moves.on(disk));
        operations += disk.operationCount();
    }

    private void count(Event event, long more) {
        counts.merge(event, more, Long::sum);
    }

    void requireAll() {
        for (Event event : Event.values()) {
            assertThat(counts.getOrDefault(event, 0L))
                    .as("%s of %s", event, this)
                    .isPositive();
        }
    }

    @Override
    public String toString() {
        return sessions + " sessions, of which " + crashesInOperations + " died at an operation of the disk; "
                + operations + " operations, " + counts;
    }
}
