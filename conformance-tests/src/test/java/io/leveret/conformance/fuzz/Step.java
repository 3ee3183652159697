package io.leveret.conformance.fuzz;

/**
 * One step of a script: what is sent where. A channel that is closed is opened first, and so is its connection, unless the
 * step is for a channel that nobody has opened.
 *
 * @param connection from 0
 * @param channel from 1
 */
record Step(int connection, int channel, boolean unopened, Operation operation) {

    Step(int connection, int channel, Operation operation) {
        this(connection, channel, false, operation);
    }

    Step with(Operation other) {
        return new Step(connection, channel, unopened, other);
    }

    @Override
    public String toString() {
        return connection + "/" + channel + (unopened ? " (never opened) " : " ") + operation;
    }
}
