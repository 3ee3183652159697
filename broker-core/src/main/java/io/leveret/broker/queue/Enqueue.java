package io.leveret.broker.queue;

import io.leveret.broker.loop.Lane;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.stats.Stat;
import java.util.Arrays;

/**
 * The publishes of one channel, or the dead letters of one queue, on their way to queues on one other loop, in order; then
 * the queues' answers on their way back, once what is to survive is forced. One object and two hand-overs per batch,
 * whatever its length.
 */
public final class Enqueue implements Runnable {

    private static final int INITIAL = 16;

    private final Publisher publisher;
    private final Loop home;
    private Queue[] queues = new Queue[INITIAL];
    private Message[] messages = new Message[INITIAL];
    private long[] tags = new long[INITIAL];
    private PublishOutcome[] outcomes = {};
    private int size;
    private long bytes;

    private Enqueue(Publisher publisher, Loop home) {
        this.publisher = publisher;
        this.home = home;
    }

    /**
     * Sends a message to a queue: at once if its home is the publisher's loop, else with this turn's batch.
     *
     * @param tag the publish's number for {@link Publisher#answered}; 0 if no answer is wanted
     */
    public static void send(Publisher publisher, Queue queue, Message message, long tag) {
        Loop here = publisher.loop();
        Loop home = queue.home();
        if (home == here) {
            PublishOutcome outcome = enter(publisher, queue, message);
            if (outcome == PublishOutcome.STAGED) {
                StagedPublishes.add(here, publisher, tag, message.footprintBytes());
            } else if (tag != 0) {
                publisher.answered(tag, outcome);
            }
            return;
        }
        Lane lane = here.lane(home);
        Enqueue batch = lane.last(Enqueue.class);
        if (batch == null || batch.publisher != publisher) {
            batch = new Enqueue(publisher, home);
            lane.add(batch);
        }
        batch.add(queue, message, tag);
        here.admission().take(message.footprintBytes());
    }

    /** A client's message pays for the move to which it may lead; one that moves already has none to spare. */
    private static PublishOutcome enter(Publisher publisher, Queue queue, Message message) {
        if (publisher.isClient()) {
            queue.stats().count(Stat.PUBLISH);
            if (queue.deadLetters().isMoving()) {
                queue.home().addStep();
            }
        }
        return queue.enqueue(message);
    }

    private void add(Queue queue, Message message, long tag) {
        if (size == tags.length) {
            queues = Arrays.copyOf(queues, size * 2);
            messages = Arrays.copyOf(messages, size * 2);
            tags = Arrays.copyOf(tags, size * 2);
        }
        queues[size] = queue;
        messages[size] = message;
        tags[size++] = tag;
        bytes += message.footprintBytes();
    }

    @Override
    public void run() {
        outcomes = new PublishOutcome[size];
        boolean staged = false;
        for (int i = 0; i < size; i++) {
            PublishOutcome outcome = enter(publisher, queues[i], messages[i]);
            staged |= outcome == PublishOutcome.STAGED;
            outcomes[i] = outcome;
        }
        if (staged) {
            home.whenDurable(this::answerWithRoom);
        } else {
            answerWithRoom();
        }
    }

    /** The publisher's loop cannot see that this one's memory goes to the disk too slowly, so it is told late. */
    private void answerWithRoom() {
        if (home.memory().isBehind()) {
            home.memory().whenWritten(this::sendAnswer);
        } else {
            sendAnswer();
        }
    }

    private void sendAnswer() {
        home.send(publisher.loop(), this::answer);
    }

    private void answer() {
        publisher.loop().admission().giveBack(bytes);
        for (int i = 0; i < size; i++) {
            if (tags[i] != 0) {
                publisher.answered(tags[i], outcomes[i].forced());
            }
        }
    }
}
