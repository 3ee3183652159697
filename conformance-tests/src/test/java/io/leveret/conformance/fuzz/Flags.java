package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The bits of a method that are set, by their names in the specification. Immutable. */
record Flags(List<String> names) {

    static final Flags NONE = of();

    static Flags of(String... names) {
        return new Flags(List.copyOf(new TreeSet<>(List.of(names))));
    }

    boolean has(String name) {
        return names.contains(name);
    }

    Flags with(String name) {
        TreeSet<String> more = new TreeSet<>(names);
        more.add(name);
        return new Flags(List.copyOf(more));
    }

    Flags without(String name) {
        List<String> fewer = new ArrayList<>(names);
        fewer.remove(name);
        return new Flags(List.copyOf(fewer));
    }

    /** The same with one of them left out, each in turn. */
    List<Flags> simpler() {
        return names.stream().map(this::without).toList();
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "" : " " + String.join(" ", names);
    }
}
