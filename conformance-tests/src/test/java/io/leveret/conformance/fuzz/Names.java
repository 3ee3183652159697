package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of one run of a script: queues {@code q1} and exchanges {@code x1} bear a prefix on the wire that nobody else
 * uses, {@code $queue1} is the first queue that the broker named, {@code $reply1} the first address for replies that it
 * made up. Back from the wire they are what they are in the script. One thread.
 */
final class Names {

    private static final Pattern OURS = Pattern.compile("[qx]\\d");
    private static final Pattern SERVER_NAMED = Pattern.compile("amq\\.(gen|ctag)-[A-Za-z0-9_-]{20,}");
    private static final Pattern REPLY = Pattern.compile("amq\\.rabbitmq\\.reply-to\\.[^ '\",)}\\]]+");

    private final String prefix;
    private final String virtualHost;
    private final List<String> queues = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();

    Names(String prefix) {
        this(prefix, "/");
    }

    /** @param virtualHost shown as "/" */
    Names(String prefix, String virtualHost) {
        this.prefix = prefix;
        this.virtualHost = "vhost '" + virtualHost + "'";
    }

    /** For the wire. */
    String actual(String name) {
        if (OURS.matcher(name).matches()) {
            return prefix + name;
        }
        if (name.startsWith("$queue")) {
            return at(queues, name.substring(6), "amq.gen-none");
        }
        if (name.startsWith("$reply")) {
            return at(replies, name.substring(6), "amq.rabbitmq.reply-to.none");
        }
        return name;
    }

    private static String at(List<String> names, String number, String otherwise) {
        int index = Integer.parseInt(number) - 1;
        return index < names.size() ? names.get(index) : otherwise;
    }

    /** From the wire. */
    String shown(String text) {
        String known = text.replace(prefix, "").replace(virtualHost, "vhost '/'");
        Matcher reply = REPLY.matcher(known);
        known = reply.replaceAll(found -> Matcher.quoteReplacement(token("$reply", replies, found.group())));
        Matcher named = SERVER_NAMED.matcher(known);
        return named.replaceAll(found -> Matcher.quoteReplacement(
                found.group(1).equals("gen")
                        ? token("$queue", queues, found.group())
                        : token("$tag", tags, found.group())));
    }

    private static String token(String kind, List<String> names, String name) {
        if (name.endsWith(".none") || name.endsWith("-none")) {
            return name;
        }
        if (!names.contains(name)) {
            names.add(name);
        }
        return kind + (names.indexOf(name) + 1);
    }

    /** The names that the broker gave to queues. */
    List<String> serverNamedQueues() {
        return queues;
    }

    String prefix() {
        return prefix;
    }
}
