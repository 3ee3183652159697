package io.leveret.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a bench has found out.
 *
 * @param elapsedNanos of the time that counts
 * @param behind messages that the rate asked for and producers could not send in time
 * @param generatorCores processor cores that this process took on the average; 0 if that is unknown
 */
record Summary(BenchOptions options, long elapsedNanos, Sample total, long behind, double generatorCores) {

    private static final String[] NAMES = {"min", "median", "75th", "95th", "99th", "99.9th", "max"};
    private static final String[] KEYS = {"min", "median", "p75", "p95", "p99", "p999", "max"};
    private static final double[] PERCENTILES = {0, 50, 75, 95, 99, 99.9, 100};

    /** For a person, a line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        BenchOptions.Publishing publishing = options.publishing();
        lines.add("summary of " + Figures.seconds(elapsedNanos));
        if (publishing.producers() > 0) {
            lines.add(count("sent", total.sent()));
        }
        if (publishing.mandatory()) {
            lines.add(count("returned", total.returned()));
        }
        if (publishing.confirms()) {
            lines.add(count("confirmed", total.confirmed()));
            lines.add(count("nacked", total.nacked()));
        }
        if (options.consuming().consumers() > 0) {
            lines.add(count("received", total.received()));
        }
        addLatencies(lines);
        if (behind > 0) {
            lines.add("  behind     " + Figures.count(behind) + " messages were due and could not be sent in time");
        }
        if (generatorCores > 0) {
            lines.add(String.format(Locale.ROOT, "  generator  %.2f cores", generatorCores));
        }
        return lines;
    }

    private void addLatencies(List<String> lines) {
        if (options.measuresLatency()) {
            lines.add("  latency    " + latency(total.latency()));
        } else if (options.publishing().producers() > 0 && options.consuming().consumers() > 0) {
            lines.add("  latency    not measured: bodies under " + BenchOptions.STAMP_OCTETS + " octets hold no time");
        }
        if (options.publishing().confirms()) {
            lines.add("  confirms   " + latency(total.confirmLatency()));
        }
    }

    private String count(String what, long messages) {
        return String.format(
                Locale.ROOT,
                "  %-10s %s messages, %s msg/s",
                what,
                Figures.count(messages),
                Figures.count(Figures.perSecond(messages, elapsedNanos)));
    }

    private static String latency(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PERCENTILES.length; i++) {
            text.append(NAMES[i]).append(' ').append(Figures.count(Figures.micros(nanos, PERCENTILES[i])));
            text.append(i == PERCENTILES.length - 1 ? " µs" : ", ");
        }
        return text.toString();
    }

    /** The same for a program: one object. A latency that was not measured is null. */
    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seconds", thousandths(elapsedNanos / 1e9));
        rate(json, "sent", total.sent());
        rate(json, "returned", total.returned());
        rate(json, "confirmed", total.confirmed());
        rate(json, "nacked", total.nacked());
        rate(json, "received", total.received());
        json.put("behind", behind).put("generator_cores", thousandths(generatorCores));
        latency(json, "latency_us", total.latency());
        latency(json, "confirm_latency_us", total.confirmLatency());
        return json.toString();
    }

    private void rate(ObjectNode json, String what, long messages) {
        json.put(what, messages);
        json.put(what + "_per_second", Figures.perSecond(messages, elapsedNanos));
    }

    private static void latency(ObjectNode json, String name, Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            json.putNull(name);
            return;
        }
        ObjectNode latency = json.putObject(name).put("count", nanos.getTotalCount());
        for (int i = 0; i < PERCENTILES.length; i++) {
            latency.put(KEYS[i], Figures.micros(nanos, PERCENTILES[i]));
        }
    }

    private static double thousandths(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    /** The latency whose percentiles are worth a file: of messages, or of confirms where nothing is consumed. */
    Histogram mainLatency() {
        return options.measuresLatency() ? total.latency() : total.confirmLatency();
    }
}
