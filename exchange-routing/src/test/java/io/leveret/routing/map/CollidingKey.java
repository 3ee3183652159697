package io.leveret.routing.map;

/** A key whose hash is chosen by the test and not by its identity. */
record CollidingKey(int id, int hash) {

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CollidingKey that && id == that.id;
    }
}
