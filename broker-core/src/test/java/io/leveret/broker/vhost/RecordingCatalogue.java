package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import java.util.ArrayList;
import java.util.List;

/** A catalogue that remembers what was recorded, and is forced when the test says so. */
final class RecordingCatalogue implements CatalogueLog {

    final List<String> recorded = new ArrayList<>();
    private final List<Runnable> unforced = new ArrayList<>();
    private int submitted;

    @Override
    public void put(Definition definition) {
        recorded.add("put " + named(definition));
    }

    @Override
    public void remove(Definition definition) {
        recorded.add("remove " + named(definition));
    }

    @Override
    public boolean submit(Runnable whenDurable) {
        if (submitted == recorded.size() && unforced.isEmpty()) {
            return false;
        }
        submitted = recorded.size();
        unforced.add(whenDurable);
        return true;
    }

    void force() {
        List<Runnable> due = List.copyOf(unforced);
        unforced.clear();
        due.forEach(Runnable::run);
    }

    private static String named(Definition definition) {
        if (definition instanceof Definition.OfBinding binding) {
            return binding.source() + "->" + binding.destination();
        }
        return definition instanceof Definition.OfExchange exchange
                ? "exchange " + exchange.name()
                : "queue " + ((Definition.OfQueue) definition).name();
    }
}
