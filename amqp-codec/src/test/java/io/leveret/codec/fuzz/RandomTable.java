package io.leveret.codec.fuzz;

import io.leveret.codec.value.FieldSamples;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes tables of all field types, some levels deep. */
final class RandomTable {
    private static final int DEPTH_MAX = 6;
    private static final List<FieldTable.Entry> EVERY_TYPE = FieldSamples.EVERY_TYPE.entries();

    private final SplittableRandom random;

    RandomTable(SplittableRandom random) {
        this.random = random;
    }

    FieldTable next() {
        return table(1);
    }

    private FieldTable table(int depth) {
        FieldTable.Builder table = FieldTable.builder();
        for (int i = random.nextInt(5); i > 0; i--) {
            table.put("key-" + random.nextInt(10), value(depth));
        }
        return table.build();
    }

    private FieldValue value(int depth) {
        int choice = random.nextInt(EVERY_TYPE.size() + 4);
        if (choice < EVERY_TYPE.size() || depth == DEPTH_MAX) {
            return EVERY_TYPE.get(choice % EVERY_TYPE.size()).value();
        }
        return choice % 2 == 0 ? new FieldValue.Table(table(depth + 1)) : array(depth + 1);
    }

    private FieldValue array(int depth) {
        List<FieldValue> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(depth));
        }
        return new FieldValue.Array(values);
    }
}
