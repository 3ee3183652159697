package io.leveret.broker.reply;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Message;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses in one virtual host at which channels wait for direct replies, {@code amq.rabbitmq.reply-to.} followed by
 * the requester's loop, a dot and a secret of 22 characters.
 *
 * <p>An address names its loop, so that anybody can send there without asking; whether somebody still waits is known to
 * that loop alone. Each loop owns the addresses that were opened on it and no other touches them; what is final may be
 * read by anyone.
 */
public final class ReplyAddresses {

    /** The name that requesters consume from, and give as reply-to for the broker to replace. */
    public static final String PSEUDO_NAME = "amq.rabbitmq.reply-to";

    /** The same as clients send it. */
    public static final ShortString PSEUDO_QUEUE = ShortString.of(PSEUDO_NAME);

    /** What every address begins with. */
    public static final String PREFIX = PSEUDO_NAME + ".";

    private static final int SECRET_LENGTH = 22;
    private static final int LOOP_DIGITS_MAX = 4;

    private final List<Loop> loops;
    private final List<Map<ShortString, Requester>> byLoop = new ArrayList<>();

    public ReplyAddresses(List<Loop> loops) {
        this.loops = List.copyOf(loops);
        loops.forEach(loop -> byLoop.add(new HashMap<>(0)));
    }

    /**
     * Opens an address on the requester's loop.
     *
     * @param secret 22 characters that nobody can guess
     */
    public ShortString open(Loop loop, String secret, Requester requester) {
        assert loop.inLoop() && secret.length() == SECRET_LENGTH;
        ShortString address = ShortString.of(PREFIX + loop.index() + "." + secret);
        byLoop.get(loop.index()).put(address, requester);
        return address;
    }

    /** Ends an address; called on the loop that opened it. */
    public void close(Loop loop, ShortString address) {
        assert loop.inLoop();
        byLoop.get(loop.index()).remove(address);
    }

    /** Whether a name has the form of an address: the loop it leads to, or null. Says nothing about who waits there. */
    public @Nullable Loop loopOf(ShortString name) {
        if (!name.startsWith(PREFIX)) {
            return null;
        }
        int dot = name.length() - SECRET_LENGTH - 1;
        int digits = dot - PREFIX.length();
        if (digits < 1 || digits > LOOP_DIGITS_MAX || name.byteAt(dot) != '.') {
            return null;
        }
        int index = 0;
        for (int i = PREFIX.length(); i < dot; i++) {
            int digit = name.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            index = index * 10 + digit;
        }
        return index < loops.size() ? loops.get(index) : null;
    }

    /** Whether somebody waits there; to be asked on the address's loop. */
    public boolean isOpen(Loop loop, ShortString address) {
        assert loop.inLoop();
        return byLoop.get(loop.index()).containsKey(address);
    }

    /** Sends a reply: at once if the requester is on this loop, else with this turn's batch. */
    public void send(Loop here, ShortString address, Message reply) {
        Loop target = loopOf(address);
        assert target != null : "not an address";
        if (target == here) {
            deliver(here, address, reply);
        } else {
            Replies.send(here, target, this, address, reply);
        }
    }

    /** Gives a reply to whoever waits; nobody may. */
    void deliver(Loop loop, ShortString address, Message reply) {
        assert loop.inLoop();
        Requester requester = byLoop.get(loop.index()).get(address);
        if (requester != null) {
            requester.reply(reply);
        }
    }
}
