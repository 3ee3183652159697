package io.leveret.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The options of the command {@code bench}; names are those of RabbitMQ's PerfTest where that has the same. */
public final class BenchCommand {

    public static final String NAME = "bench";

    /** One line for a list of commands. */
    public static final String DESCRIPTION = "Loads a broker, this one or another, and says how fast it was.";

    private static final String URI = "--uri";
    private static final String PRODUCERS = "--producers";
    private static final String CONSUMERS = "--consumers";
    private static final String SIZE = "--size";
    private static final String RATE = "--rate";
    private static final String TIME = "--time";
    private static final String WARMUP = "--warmup";
    private static final String PMESSAGES = "--pmessages";
    private static final String CMESSAGES = "--cmessages";
    private static final String CONFIRM = "--confirm";
    private static final String QOS = "--qos";
    private static final String MULTI_ACK_EVERY = "--multi-ack-every";
    private static final String AUTOACK = "--autoack";
    private static final String EXCHANGE = "--exchange";
    private static final String TYPE = "--type";
    private static final String ROUTING_KEY = "--routing-key";
    private static final String QUEUE = "--queue";
    private static final String QUEUE_PATTERN = "--queue-pattern";
    private static final String PATTERN_FROM = "--queue-pattern-from";
    private static final String PATTERN_TO = "--queue-pattern-to";
    private static final String PREDECLARED = "--predeclared";
    private static final String FLAG = "--flag";
    private static final String FLUSH_EVERY = "--flush-every";
    private static final String INTERVAL = "--interval";
    private static final String HISTOGRAM = "--histogram";
    private static final String JSON = "--json";

    private static final String PERSISTENT = "persistent";
    private static final String MANDATORY = "mandatory";
    private static final String DEFAULT_TYPE = "direct";

    private static final long CONNECTIONS_MAX = 10_000;
    private static final long QUEUES_MAX = 100_000;
    private static final long SIZE_MAX = 128L << 20;
    private static final long RATE_MAX = 10_000_000;
    private static final long CONFIRM_MAX = 1_000_000;
    private static final long SECONDS_MAX = 10_000_000;
    private static final long MESSAGES_MAX = 1_000_000_000_000L;
    private static final int NAME_OCTETS_MAX = 255;
    private static final String NUMBER = "%d";

    private BenchCommand() {}

    /** Adds the options, but not those for help. */
    public static void addOptions(CommandSpec spec) {
        option(spec, "URI", "The broker. Default: amqp://guest:guest@127.0.0.1:5672. TLS is not supported.", URI);
        addLoad(spec);
        addPlaces(spec);
        option(spec, "SECONDS", "Between two lines of figures. Default: 1.", number(1, SECONDS_MAX), "-i", INTERVAL);
        path(
                spec,
                HISTOGRAM,
                "Write the percentiles of the latency there, in microseconds and HdrHistogram's own text"
                        + " format; those of confirms where nothing is consumed.");
        path(spec, JSON, "Write the summary there as one JSON object.");
    }

    private static void addLoad(CommandSpec spec) {
        ITypeConverter<Long> connections = number(0, CONNECTIONS_MAX);
        option(spec, "N", "Producers, each with its connection. Default: 1.", connections, "-x", PRODUCERS);
        option(spec, "N", "Consumers, each with its connection. Default: 1.", connections, "-y", CONSUMERS);
        option(
                spec,
                "BYTES",
                "Size of a body. The first 8 are a time stamp; in less no latency is measured." + " Default: 16.",
                number(0, SIZE_MAX),
                "-s",
                SIZE);
        option(
                spec,
                "N",
                "Messages a second of each producer; -1 is as fast as it goes. Latency then counts from when"
                        + " a message was due and not from when it was sent, so that one that had to wait because the broker"
                        + " was slow is not left out. Default: -1.",
                rate(),
                "-r",
                RATE);
        option(
                spec,
                "SECONDS",
                "End after this time. Default: at Ctrl-C, or when all messages are through.",
                number(1, SECONDS_MAX),
                "-z",
                TIME);
        option(spec, "SECONDS", "Run so long before anything counts. Default: 0.", number(0, SECONDS_MAX), WARMUP);
        option(
                spec,
                "N",
                "End when each producer has sent N messages; consumers without a number of their own go on"
                        + " until none has come for a second.",
                number(1, MESSAGES_MAX),
                "-C",
                PMESSAGES);
        option(spec, "N", "End when each consumer has received N messages.", number(1, MESSAGES_MAX), "-D", CMESSAGES);
        option(
                spec,
                "N",
                "Have publishes confirmed, with at most N of each producer open.",
                number(1, CONFIRM_MAX),
                "-c",
                CONFIRM);
        option(spec, "N", "Prefetch of each consumer; 0 is no limit. Default: 0.", number(0, 65_535), "-q", QOS);
        option(spec, "N", "One acknowledgement for N messages. Default: 1.", number(1, 65_535), "-A", MULTI_ACK_EVERY);
        switchOption(spec, "Consume without acknowledgements.", "-a", AUTOACK);
        spec.addOption(OptionSpec.builder("-f", FLAG)
                .paramLabel("FLAG")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .converters(BenchCommand::flag)
                .description("persistent (durable queues too) or mandatory; repeatable.")
                .build());
        option(
                spec,
                "N",
                "At most N messages in one write to the socket. 1 is what most client libraries do. Default:"
                        + " as many as there are, up to 64 KiB.",
                number(1, MESSAGES_MAX),
                FLUSH_EVERY);
    }

    private static void addPlaces(CommandSpec spec) {
        option(
                spec,
                "NAME",
                "Exchange to publish to. Default: the default exchange, which goes by the name of the" + " queue.",
                name(0),
                "-e",
                EXCHANGE);
        option(
                spec,
                "TYPE",
                "Its type. It is declared, unless its name begins with amq. Default: direct.",
                name(1),
                "-t",
                TYPE);
        option(
                spec,
                "KEY",
                "Key to publish and to bind with. Default: the name of the queue.",
                name(0),
                "-k",
                ROUTING_KEY);
        option(
                spec,
                "NAME",
                "Queue of all consumers; deleted with its last consumer. Default: one that the broker" + " names.",
                name(1),
                "-u",
                QUEUE);
        option(
                spec,
                "PATTERN",
                "Several queues: names with %%d for a number. Each producer sends to its share of them"
                        + " in turn, each consumer consumes from its share.",
                BenchCommand::pattern,
                QUEUE_PATTERN);
        option(spec, "N", "The first number. Default: 1.", number(0, MESSAGES_MAX), PATTERN_FROM);
        option(spec, "N", "The last number.", number(0, MESSAGES_MAX), PATTERN_TO);
        switchOption(spec, "Exchange, queues and bindings are there already; declare none of them.", "-p", PREDECLARED);
    }

    private static void option(CommandSpec spec, String label, String description, String... names) {
        option(spec, label, description, text -> text, names);
    }

    private static void option(
            CommandSpec spec, String label, String description, ITypeConverter<?> converter, String... names) {
        spec.addOption(builder(names)
                .paramLabel(label)
                .type(Object.class)
                .converters(converter)
                .description(description)
                .build());
    }

    private static OptionSpec.Builder builder(String... names) {
        return OptionSpec.builder(names[0], Arrays.copyOfRange(names, 1, names.length));
    }

    private static void switchOption(CommandSpec spec, String description, String... names) {
        spec.addOption(builder(names).description(description).build());
    }

    private static void path(CommandSpec spec, String name, String description) {
        spec.addOption(OptionSpec.builder(name)
                .paramLabel("FILE")
                .type(Path.class)
                .description(description)
                .build());
    }

    private static ITypeConverter<Long> number(long least, long most) {
        return text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Answered below, like a number out of range.
            }
            throw new TypeConversionException("\"" + text + "\" (expected: " + least + " to " + most + ")");
        };
    }

    private static ITypeConverter<Long> rate() {
        ITypeConverter<Long> number = number(1, RATE_MAX);
        return text -> text.equals("-1") ? Long.valueOf(BenchOptions.NONE) : number.convert(text);
    }

    private static ITypeConverter<String> name(int octetsMin) {
        return text -> {
            int octets = text.getBytes(UTF_8).length;
            if (octets >= octetsMin && octets <= NAME_OCTETS_MAX) {
                return text;
            }
            throw new TypeConversionException(
                    octets + " octets of text (expected: " + octetsMin + " to " + NAME_OCTETS_MAX + ")");
        };
    }

    private static String pattern(String text) throws Exception {
        int at = text.indexOf(NUMBER);
        if (at < 0 || text.indexOf('%', at + 1) >= 0 || text.indexOf('%') < at) {
            throw new TypeConversionException("\"" + text + "\" (expected: a name with one " + NUMBER + ")");
        }
        // A long number must fit too.
        name(1).convert(text.replace(NUMBER, Long.toString(MESSAGES_MAX)));
        return text;
    }

    private static String flag(String text) {
        if (text.equals(PERSISTENT) || text.equals(MANDATORY)) {
            return text;
        }
        throw new TypeConversionException("\"" + text + "\" (expected: " + PERSISTENT + " or " + MANDATORY + ")");
    }

    /** What the command was given; what does not go together is a {@link ParameterException} that says so. */
    public static BenchOptions options(ParseResult parsed) {
        try {
            return new BenchOptions(
                    target(parsed),
                    publishing(parsed),
                    new BenchOptions.Consuming(
                            integer(parsed, CONSUMERS, 1),
                            number(parsed, CMESSAGES, BenchOptions.NONE),
                            integer(parsed, QOS, 0),
                            integer(parsed, MULTI_ACK_EVERY, 1),
                            parsed.hasMatchedOption(AUTOACK)),
                    places(parsed),
                    new BenchOptions.Run(
                            integer(parsed, TIME, BenchOptions.NONE),
                            integer(parsed, WARMUP, 0),
                            integer(parsed, INTERVAL, 1),
                            parsed.matchedOptionValue(HISTOGRAM, (Path) null),
                            parsed.matchedOptionValue(JSON, (Path) null)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), Objects.requireNonNullElse(e.getMessage(), "wrong options"));
        }
    }

    private static Target target(ParseResult parsed) {
        String uri = parsed.matchedOptionValue(URI, "");
        return uri.isEmpty() && !parsed.hasMatchedOption(URI) ? Target.DEFAULT : Target.parse(uri);
    }

    private static BenchOptions.Publishing publishing(ParseResult parsed) {
        List<String> flags = parsed.matchedOptionValue(FLAG, List.of());
        long flushEvery = number(parsed, FLUSH_EVERY, BenchOptions.NONE);
        return new BenchOptions.Publishing(
                integer(parsed, PRODUCERS, 1),
                integer(parsed, SIZE, 16),
                integer(parsed, RATE, BenchOptions.NONE),
                number(parsed, PMESSAGES, BenchOptions.NONE),
                integer(parsed, CONFIRM, BenchOptions.UNCONFIRMED),
                flags.contains(PERSISTENT),
                flags.contains(MANDATORY),
                (int) Math.min(flushEvery, Integer.MAX_VALUE));
    }

    private static BenchOptions.Places places(ParseResult parsed) {
        String exchange = parsed.matchedOptionValue(EXCHANGE, "");
        if (exchange.isEmpty() && parsed.hasMatchedOption(TYPE)) {
            throw new IllegalArgumentException(TYPE + " needs " + EXCHANGE);
        }
        return new BenchOptions.Places(
                exchange,
                parsed.matchedOptionValue(TYPE, DEFAULT_TYPE),
                parsed.matchedOptionValue(ROUTING_KEY, (String) null),
                queues(parsed),
                parsed.hasMatchedOption(PREDECLARED));
    }

    private static List<String> queues(ParseResult parsed) {
        boolean numbered = parsed.hasMatchedOption(PATTERN_FROM) || parsed.hasMatchedOption(PATTERN_TO);
        if (!parsed.hasMatchedOption(QUEUE_PATTERN)) {
            if (numbered) {
                throw new IllegalArgumentException(PATTERN_FROM + " and " + PATTERN_TO + " need " + QUEUE_PATTERN);
            }
            return parsed.hasMatchedOption(QUEUE) ? List.of(parsed.matchedOptionValue(QUEUE, "")) : List.of();
        }
        if (parsed.hasMatchedOption(QUEUE)) {
            throw new IllegalArgumentException(QUEUE_PATTERN + " does not go with " + QUEUE);
        }
        if (!parsed.hasMatchedOption(PATTERN_TO)) {
            throw new IllegalArgumentException(QUEUE_PATTERN + " needs " + PATTERN_TO);
        }
        long from = number(parsed, PATTERN_FROM, 1);
        long to = number(parsed, PATTERN_TO, 1);
        if (to < from || to - from >= QUEUES_MAX) {
            throw new IllegalArgumentException(
                    PATTERN_TO + " " + to + " (expected: " + from + " to " + (from + QUEUES_MAX - 1) + ")");
        }
        String pattern = parsed.matchedOptionValue(QUEUE_PATTERN, NUMBER);
        return IntStream.rangeClosed(0, (int) (to - from))
                .mapToObj(i -> pattern.replace(NUMBER, Long.toString(from + i)))
                .toList();
    }

    private static long number(ParseResult parsed, String option, long defaultValue) {
        return parsed.matchedOptionValue(option, defaultValue);
    }

    private static int integer(ParseResult parsed, String option, int defaultValue) {
        return Math.toIntExact(number(parsed, option, defaultValue));
    }
}
