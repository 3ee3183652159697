package io.leveret.broker.loop;

/**
 * When a loop looks at its sockets, and whether it may do something else for long. Owned by the loop.
 *
 * @param gathering whether it sleeps a little before it looks
 * @param commits whether it waits for the disk
 */
public record Pace(Gathering gathering, OwnCommits commits) {

    public Pace() {
        this(new Gathering(), new OwnCommits());
    }
}
