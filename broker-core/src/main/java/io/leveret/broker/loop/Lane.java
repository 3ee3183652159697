package io.leveret.broker.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one loop has for another in this turn, in order. Owned by the sending loop until it is handed over.
 *
 * <p>Commands that can grow ({@code Enqueue}, {@code Deliver}, {@code Settle}) are extended in place while they are the
 * lane's last, so that a thousand messages for one queue travel as one command.
 */
public final class Lane {

    private final Loop target;
    private List<Runnable> commands = new ArrayList<>();

    Lane(Loop target) {
        this.target = target;
    }

    /** Adds a command behind the others. */
    public void add(Runnable command) {
        commands.add(command);
    }

    /** The last command that is still here, if it is of this type; the caller may extend it. */
    public <C extends Runnable> @Nullable C last(Class<C> type) {
        if (commands.isEmpty()) {
            return null;
        }
        Runnable last = commands.get(commands.size() - 1);
        return type.isInstance(last) ? type.cast(last) : null;
    }

    void handOver() {
        if (commands.isEmpty()) {
            return;
        }
        List<Runnable> batch = commands;
        commands = new ArrayList<>();
        target.execute(new Batch(batch));
    }

    private record Batch(List<Runnable> commands) implements Runnable {
        @Override
        public void run() {
            for (Runnable command : commands) {
                Loop.runGuarded(command);
            }
        }
    }
}
