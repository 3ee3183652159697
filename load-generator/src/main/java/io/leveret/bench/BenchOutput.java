package io.leveret.bench;

/** Where the lines of a report go. Called from more than one thread. */
@FunctionalInterface
public interface BenchOutput {

    void line(String text);
}
