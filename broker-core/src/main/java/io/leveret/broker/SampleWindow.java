package io.leveret.broker;

import io.leveret.broker.stats.Window;

/**
 * The samples that somebody wants to see.
 *
 * @param ageMs how far back, in milliseconds
 * @param incrementMs how far they are apart, in milliseconds
 */
public record SampleWindow(long ageMs, long incrementMs) {

    /**
     * A window.
     *
     * @throws IllegalArgumentException unless both are above 0 and there are at most 2,000 samples
     */
    public SampleWindow {
        Window.require(ageMs, incrementMs);
    }

    Window window() {
        return new Window(ageMs, incrementMs);
    }
}
