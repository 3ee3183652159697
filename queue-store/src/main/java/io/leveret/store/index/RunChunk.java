package io.leveret.store.index;

import io.leveret.store.format.Numbers;
import java.util.Arrays;

/**
 * Some 256 neighbouring runs of one queue, 28 octets each. A run is what one segment holds of the queue: the first and
 * the last seq of its entries there, how many of them are held, about how many octets it would take to
 * move those, and whether any refers to a body in the segment before.
 *
 * <p>May be spilled while nobody looks at its runs; what names it, its length and its end stay known. Owner: as
 * {@link StoreIndex}.
 */
final class RunChunk {

    static final int RUNS_MAX = 256;

    private static final int RUNS_MIN = 4;
    private static final int OBJECT_BYTES = 160;
    private static final int RUN_BYTES = 2 * Long.BYTES + 3 * Integer.BYTES;
    /** Records begin at multiples of this, so it does for lengths. */
    private static final int UNIT = 8;

    private static final long NOT_SPILLED = 0;
    private static final long[] NO_LONGS = {};
    private static final int[] NO_INTS = {};

    private final long id;
    private long[] first = new long[RUNS_MIN];
    private long[] last = new long[RUNS_MIN];
    private int[] segments = new int[RUNS_MIN];
    /** Twice the number of entries held, and 1 if one refers back. */
    private int[] holds = new int[RUNS_MIN];

    private int[] units = new int[RUNS_MIN];

    private int from;
    private int to;
    private boolean changed = true;
    private boolean stored;
    private int touchedAt;
    private long spilledAs = NOT_SPILLED;
    private long spilledLast;

    /** @param id the seq with which its first run began; names the chunk among those of its queue, for ever */
    RunChunk(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    int size() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    boolean isFull() {
        return size() >= RUNS_MAX;
    }

    long firstSeq(int run) {
        return first[from + run];
    }

    long lastSeq(int run) {
        return last[from + run];
    }

    /** The last seq of the last run. */
    long lastSeq() {
        return isSpilled() ? spilledLast : last[to - 1];
    }

    boolean isSpilled() {
        return spilledAs != NOT_SPILLED;
    }

    int touchedAt() {
        return touchedAt;
    }

    /** Somebody looks at its runs. */
    void touch(Shared shared) {
        touchedAt = shared.tick();
        if (isSpilled()) {
            byte[] octets = shared.spill().take(spilledAs);
            spilledAs = NOT_SPILLED;
            from = 0;
            to = 0;
            first = new long[RUNS_MIN];
            last = new long[RUNS_MIN];
            segments = new int[RUNS_MIN];
            holds = new int[RUNS_MIN];
            units = new int[RUNS_MIN];
            boolean wasChanged = changed;
            decode(new Numbers(octets));
            changed = wasChanged;
        }
    }

    /** Takes it out of the heap until it is touched. */
    void spill(Spill spill) {
        Numbers numbers = new Numbers();
        encode(numbers);
        spilledLast = lastSeq();
        spilledAs = spill.put(numbers.toByteArray());
        first = NO_LONGS;
        last = NO_LONGS;
        segments = NO_INTS;
        holds = NO_INTS;
        units = NO_INTS;
    }

    /** About what it takes of the heap, in bytes. */
    int footprintBytes() {
        return OBJECT_BYTES + first.length * RUN_BYTES;
    }

    long segment(int run) {
        return segments[from + run];
    }

    int held(int run) {
        return holds[from + run] >>> 1;
    }

    /** About how many octets it would take to move what is held. */
    long bytes(int run) {
        return (long) units[from + run] * UNIT;
    }

    boolean refersBack(int run) {
        return (holds[from + run] & 1) != 0;
    }

    /** The first run that does not end before this seq; {@link #size} if all do. */
    int ending(long seq) {
        int at = Arrays.binarySearch(last, from, to, seq);
        return (at < 0 ? -1 - at : at) - from;
    }

    void add(long firstSeq, long lastSeq, long segment, int held, long bytes, boolean refersBack) {
        makeRoom();
        first[to] = firstSeq;
        last[to] = lastSeq;
        segments[to] = Math.toIntExact(segment);
        holds[to] = held << 1 | (refersBack ? 1 : 0);
        units[to] = units(bytes);
        to++;
        changed = true;
    }

    /** The last run gets another entry. */
    void extend(long seq, long bytes, boolean refersBack) {
        last[to - 1] = seq;
        holds[to - 1] = (holds[to - 1] + 2) | (refersBack ? 1 : 0);
        units[to - 1] += units(bytes);
        changed = true;
    }

    /**
     * An entry of this run lies in another segment now, and none before it is held here. It becomes part of the run before,
     * or a run of its own.
     *
     * @return whether this is the first entry of that run that refers back
     */
    boolean move(int run, long seq, Place place) {
        int at = from + run;
        boolean joins = run > 0 && segments[at - 1] == place.segment();
        boolean first = place.refersBack() && !(joins && refersBack(run - 1));
        if (joins) {
            last[at - 1] = seq;
            holds[at - 1] += 2;
            units[at - 1] += units(place.bytes());
            this.first[at] = seq + 1;
        } else {
            this.first[at] = seq + 1;
            insert(run, seq, Math.toIntExact(place.segment()), units(place.bytes()));
        }
        if (first) {
            holds[from + run - (joins ? 1 : 0)] |= 1;
        }
        changed = true;
        return first;
    }

    private void insert(int run, long seq, int segment, int newUnits) {
        makeRoom();
        int at = from + run;
        move(at, at + 1);
        first[at] = seq;
        last[at] = seq;
        segments[at] = segment;
        holds[at] = 2;
        units[at] = newUnits;
        to++;
    }

    /** Some entries of the run are held no more; returns about how many octets they took. */
    long release(int run, int count) {
        int held = held(run);
        assert count <= held : count + " of " + held;
        int released = (int) ((long) units[from + run] * count / held);
        holds[from + run] -= count << 1;
        units[from + run] -= released;
        changed = true;
        return (long) released * UNIT;
    }

    /** As many octets as are counted for so many. */
    static long rounded(long bytes) {
        return (long) units(bytes) * UNIT;
    }

    private static int units(long bytes) {
        return Math.toIntExact((bytes + UNIT - 1) / UNIT);
    }

    void remove(int run) {
        if (run == 0) {
            from++;
        } else {
            move(from + run + 1, from + run);
            to--;
        }
        changed = true;
        if (size() < first.length / 4 && first.length > RUNS_MIN) {
            resize(first.length / 2);
        }
    }

    boolean isChanged() {
        return changed;
    }

    /** Whether the newest checkpoint has a chunk of this id. */
    boolean isStored() {
        return stored;
    }

    void stored() {
        stored = true;
        changed = false;
    }

    /** Encoded, wherever it is. */
    byte[] encoded(Spill spill) {
        if (isSpilled()) {
            return spill.get(spilledAs);
        }
        Numbers numbers = new Numbers();
        encode(numbers);
        return numbers.toByteArray();
    }

    private void encode(Numbers into) {
        long seq = id;
        long segment = 0;
        for (int run = 0; run < size(); run++) {
            into.put(firstSeq(run) - seq);
            into.put(lastSeq(run) - firstSeq(run));
            into.putSigned(segment(run) - segment);
            into.put(holds[from + run]);
            into.put(units[from + run]);
            seq = lastSeq(run);
            segment = segment(run);
        }
    }

    static RunChunk decode(long id, Numbers numbers) {
        RunChunk chunk = new RunChunk(id);
        chunk.decode(numbers);
        return chunk;
    }

    private void decode(Numbers numbers) {
        long seq = id;
        long segment = 0;
        while (numbers.hasMore()) {
            long firstSeq = seq + numbers.get();
            seq = firstSeq + numbers.get();
            segment += numbers.getSigned();
            int runHolds = Math.toIntExact(numbers.get());
            add(firstSeq, seq, segment, runHolds >>> 1, numbers.get() * UNIT, (runHolds & 1) != 0);
        }
    }

    private void makeRoom() {
        if (to < first.length) {
            return;
        }
        if (from >= first.length / 2) {
            move(from, 0);
            to -= from;
            from = 0;
        } else {
            resize(first.length * 2);
        }
    }

    private void resize(int capacity) {
        int size = size();
        first = Arrays.copyOf(Arrays.copyOfRange(first, from, to), capacity);
        last = Arrays.copyOf(Arrays.copyOfRange(last, from, to), capacity);
        segments = Arrays.copyOf(Arrays.copyOfRange(segments, from, to), capacity);
        holds = Arrays.copyOf(Arrays.copyOfRange(holds, from, to), capacity);
        units = Arrays.copyOf(Arrays.copyOfRange(units, from, to), capacity);
        from = 0;
        to = size;
    }

    /** Moves the runs from {@code source} on to {@code target}. */
    private void move(int source, int target) {
        System.arraycopy(first, source, first, target, to - source);
        System.arraycopy(last, source, last, target, to - source);
        System.arraycopy(segments, source, segments, target, to - source);
        System.arraycopy(holds, source, holds, target, to - source);
        System.arraycopy(units, source, units, target, to - source);
    }
}
