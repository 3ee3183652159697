package io.leveret.bench;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One bench from the first connection to the summary. {@link #run} belongs to one thread, {@link #stop} may come from
 * any.
 */
public final class BenchRun {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final BenchOptions options;
    private final NanoClock clock;
    private final BenchOutput out;
    private final RunEnd end;
    private final IntervalReport report;
    private final List<Producer> producers = new ArrayList<>();
    private final List<Consumer> consumers = new ArrayList<>();
    private Sample total = Sample.empty();
    private long connectNanos;

    /** @param out gets the lines of the report; from more than one thread */
    public BenchRun(BenchOptions options, BenchOutput out) {
        this(options, out, NanoClock.SYSTEM);
    }

    BenchRun(BenchOptions options, BenchOutput out, NanoClock clock) {
        this.options = options;
        this.out = out;
        this.clock = clock;
        this.end = new RunEnd(counting(options), out);
        this.report = new IntervalReport(options);
    }

    private static int counting(BenchOptions options) {
        BenchOptions.Publishing publishing = options.publishing();
        BenchOptions.Consuming consuming = options.consuming();
        return (publishing.messages() == BenchOptions.NONE ? 0 : publishing.producers())
                + (consuming.messages() == BenchOptions.NONE ? 0 : consuming.consumers());
    }

    /** Has {@link #run} come to its end and return. */
    public void stop() {
        end.stop();
    }

    /**
     * Runs it. What was measured until a failure is reported before that is thrown.
     *
     * @throws BenchException when it cannot start, or fails on its way
     */
    public void run() throws BenchException {
        try (ResultFiles files = new ResultFiles(options.run());
                BenchLoops loops =
                        new BenchLoops(options, clock, Runtime.getRuntime().availableProcessors())) {
            ClientConnection control = open(loops.producing());
            Topology topology = null;
            try {
                topology = Topology.declare(control, options);
                connect(loops, topology);
                throwFailure();
                Summary summary = measure(loops);
                summary.lines().forEach(out::line);
                files.write(summary);
            } finally {
                close(control, topology);
            }
            throwFailure();
        }
    }

    private void throwFailure() throws BenchException {
        BenchException failure = end.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private ClientConnection open(EventLoopGroup group) throws BenchException {
        return ClientConnection.open(group, options.target(), clock, end);
    }

    private void connect(BenchLoops loops, Topology topology) throws BenchException {
        connectNanos = clock.nanos();
        for (int i = 0; i < options.consuming().consumers() && !end.isStopped(); i++) {
            ClientConnection connection = open(loops.consuming());
            var consumer = new Consumer(connection, options, loops.statsOf(connection.loop()), end, connectNanos);
            consumers.add(consumer);
            consumer.start(topology.queuesOf(i));
        }
        for (int i = 0; i < options.publishing().producers() && !end.isStopped(); i++) {
            ClientConnection connection = open(loops.producing());
            Messages messages = new Messages(
                    options.places().exchange(), topology.keysOf(i), options.publishing(), connection.frameMax());
            Producer producer = new Producer(
                    connection, options.publishing(), messages, loops.statsOf(connection.loop()), clock, end);
            producers.add(producer);
            producer.prepare();
        }
    }

    private Summary measure(BenchLoops loops) {
        Cores cores = new Cores(clock);
        long start;
        if (options.run().warmupSeconds() > 0) {
            startProducers();
            reportFor(loops, true, clock.nanos(), options.run().warmupSeconds());
            cores = new Cores(clock);
            total = Sample.empty();
            start = loops.take().takenNanos();
        } else {
            // Consumers alone have been at work since they are there, and what they have received counts.
            start = producers.isEmpty() ? connectNanos : clock.nanos();
            startProducers();
        }
        reportFor(loops, false, start, options.run().seconds());
        drain(loops, start);
        Sample rest = loops.take();
        count(rest);
        long stopped = rest.takenNanos();
        double used = cores.average();
        long behind = producers.stream()
                .mapToLong(producer -> producer.behind(stopped))
                .sum();
        // A bench of a number of messages has lasted until the last of them, not until that was noticed.
        long last = end.isThrough() && total.lastNanos() != 0 ? total.lastNanos() : stopped;
        return new Summary(options, Math.max(1, last - start), total, behind, used);
    }

    /** Producers with a rate are spread over its period, so that not all of them send at once. */
    private void startProducers() {
        long start = clock.nanos();
        int rate = options.publishing().ratePerSecond();
        long period = rate == BenchOptions.NONE ? 0 : SECOND / rate;
        for (int i = 0; i < producers.size(); i++) {
            producers.get(i).start(start + period * i / producers.size());
        }
    }

    /** Reports at each interval until the bench ends or the time is over, if there is a limit. */
    private void reportFor(BenchLoops loops, boolean warmup, long start, int seconds) {
        long from = start;
        long interval = options.run().intervalSeconds() * SECOND;
        long left = seconds == BenchOptions.NONE ? Long.MAX_VALUE : seconds * SECOND;
        boolean ended = false;
        while (left > 0 && !ended) {
            ended = end.await(Math.min(left, from + interval - clock.nanos()));
            long now = clock.nanos();
            left = seconds == BenchOptions.NONE ? Long.MAX_VALUE : start + seconds * SECOND - now;
            // Lines come a little late each; the last one, due just behind the end, is not left out for that.
            if (now - from >= interval || (left <= 0 && now - from >= interval / 2)) {
                Sample sample = loops.take();
                count(sample);
                out.line(report.line(warmup, sample.takenNanos() - start, sample.takenNanos() - from, sample));
                from = sample.takenNanos();
            }
        }
    }

    /** Producers have sent what they had to: consumers without a number of their own take what is still under way. */
    private void drain(BenchLoops loops, long start) {
        boolean openEnded = options.publishing().messages() != BenchOptions.NONE
                && options.consuming().consumers() > 0
                && options.consuming().messages() == BenchOptions.NONE;
        boolean coming = openEnded && end.isThrough();
        long from = clock.nanos();
        while (coming && !isOver(from - start) && !end.awaitStop(SECOND)) {
            Sample sample = loops.take();
            long now = sample.takenNanos();
            count(sample);
            coming = sample.received() > 0;
            if (coming) {
                out.line(report.line(false, now - start, now - from, sample));
            }
            from = now;
        }
    }

    private boolean isOver(long elapsedNanos) {
        int seconds = options.run().seconds();
        return seconds != BenchOptions.NONE && elapsedNanos >= seconds * SECOND;
    }

    private void count(Sample sample) {
        total = total.plus(sample);
    }

    /** Where the broker has not answered one of a kind, the others do not wait for it either. */
    private void close(ClientConnection control, @Nullable Topology topology) {
        boolean answers = true;
        for (Producer producer : producers) {
            answers = producer.close(answers) && answers;
        }
        answers = true;
        for (Consumer consumer : consumers) {
            answers = consumer.close(answers) && answers;
        }
        if (topology != null) {
            topology.remove(control);
        }
        control.close(true);
    }
}
