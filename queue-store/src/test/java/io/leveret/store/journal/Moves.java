package io.leveret.store.journal;

import io.leveret.store.disk.CrashingDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Counts what was moved, the simple way: by the records that stand in the segments of a disk. */
public final class Moves {

    private Moves() {}

    /** How many MOVE records can be seen. */
    public static long on(CrashingDisk disk) {
        long count = 0;
        for (String name : disk.names()) {
            if (Segment.isFileName(name)) {
                count += in(ByteBuffer.wrap(disk.read(name)).order(ByteOrder.LITTLE_ENDIAN));
            }
        }
        return count;
    }

    private static long in(ByteBuffer segment) {
        long count = 0;
        int at = Segment.HEADER_BYTES;
        while (at + RecordLayout.GROUP_END_BYTES <= segment.limit()) {
            int length = segment.getInt(at + RecordLayout.LENGTH);
            if (length <= 0 || length > segment.limit() - at) {
                return count;
            }
            RecordType type = RecordType.of(segment.get(at + RecordLayout.TYPE));
            count += type == RecordType.MOVE || type == RecordType.MOVE_ENQ ? 1 : 0;
            at += RecordLayout.aligned(length);
        }
        return count;
    }
}
