package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A channel as the model sees it. */
final class ModelSession implements Session {

    final List<ModelConsumer> consumers = new ArrayList<>();
    /** Taken by basic.get and to be acknowledged. */
    final Set<ModelEntry> got = new LinkedHashSet<>();

    private final Loop loop;

    ModelSession(Loop loop) {
        this.loop = loop;
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
