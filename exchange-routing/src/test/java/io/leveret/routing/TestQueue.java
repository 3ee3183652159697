package io.leveret.routing;

import io.leveret.codec.value.ShortString;

/** A queue that is nothing but its name and its identity. */
final class TestQueue implements QueueTarget {

    private final ShortString name;

    TestQueue(String name) {
        this.name = ShortString.of(name);
    }

    @Override
    public ShortString name() {
        return name;
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
