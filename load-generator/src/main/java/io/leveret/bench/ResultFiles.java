package io.leveret.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that a bench leaves. They are opened before it begins: nobody wants to learn after an hour that a directory is
 * missing.
 */
final class ResultFiles implements AutoCloseable {

    private static final double NANOS_PER_MICRO = 1_000;

    private final @Nullable PrintStream histogram;
    private final @Nullable PrintStream json;

    ResultFiles(BenchOptions.Run options) throws BenchException {
        histogram = open(options.histogram());
        json = open(options.json());
    }

    private static @Nullable PrintStream open(@Nullable Path file) throws BenchException {
        if (file == null) {
            return null;
        }
        try {
            OutputStream out = Files.newOutputStream(file);
            return new PrintStream(out, false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw BenchException.failed(
                    "cannot write " + file + ": " + e.getClass().getSimpleName());
        }
    }

    void write(Summary summary) throws BenchException {
        if (histogram != null) {
            summary.mainLatency().outputPercentileDistribution(histogram, NANOS_PER_MICRO);
        }
        if (json != null) {
            json.println(summary.json());
        }
        if ((histogram != null && histogram.checkError()) || (json != null && json.checkError())) {
            throw BenchException.failed("not all of the result could be written to its file");
        }
    }

    @Override
    public void close() {
        if (histogram != null) {
            histogram.close();
        }
        if (json != null) {
            json.close();
        }
    }
}
