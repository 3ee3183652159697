package io.leveret.broker.connection;

/** A client of a {@link CrashSimulation}. */
interface CrashActor {

    SteppedClient wire();

    /** Sends something. */
    void act();

    /** Takes what the broker has written. */
    void read();
}
