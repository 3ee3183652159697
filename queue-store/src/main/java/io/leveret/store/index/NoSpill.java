package io.leveret.store.index;

/** For an index without budget, which never spills. Owner: as {@link StoreIndex}. */
final class NoSpill implements Spill {

    @Override
    public long put(byte[] octets) {
        throw new IllegalStateException("this index stays in the heap");
    }

    @Override
    public byte[] get(long id) {
        throw new IllegalStateException("nothing was spilled");
    }

    @Override
    public byte[] take(long id) {
        return get(id);
    }

    @Override
    public void remove(long id) {
        get(id);
    }

    @Override
    public long bytes() {
        return 0;
    }
}
