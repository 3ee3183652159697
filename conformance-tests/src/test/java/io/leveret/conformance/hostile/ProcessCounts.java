package io.leveret.conformance.hostile;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts what another Java process holds: descriptors, threads, memory, and objects by class after a collection. */
final class ProcessCounts {

    private static final Pattern HISTOGRAM_LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final String pid;

    ProcessCounts(String pid) throws IOException, InterruptedException {
        this.pid = pid;
        assumeTrue(Files.isDirectory(proc("fd")), "there is no /proc here");
        // The first of these opens a socket of the JVM that stays.
        heap();
    }

    private Path proc(String name) {
        return Path.of("/proc", pid, name);
    }

    /** Descriptors that are sockets. */
    long sockets() throws IOException {
        try (Stream<Path> all = Files.list(proc("fd"))) {
            return all.filter(ProcessCounts::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }

    long threads() throws IOException {
        try (Stream<Path> all = Files.list(proc("task"))) {
            return all.count();
        }
    }

    /** KiB of memory that the process has in use. */
    long residentKib() throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(proc("status")));
        if (!resident.find()) {
            throw new AssertionError("no VmRSS");
        }
        return Long.parseLong(resident.group(1));
    }

    /** What lives in the heap after a full collection. */
    Heap heap() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid, "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError(histogram);
        }
        Map<String, Long> counts = new TreeMap<>();
        long bytes = 0;
        for (String line : histogram.lines().toList()) {
            Matcher matcher = HISTOGRAM_LINE.matcher(line);
            if (matcher.matches()) {
                counts.put(matcher.group(3), Long.parseLong(matcher.group(1)));
                bytes += Long.parseLong(matcher.group(2));
            }
        }
        return new Heap(bytes, counts);
    }

    /**
     * A heap after a collection.
     *
     * @param bytes of all objects
     * @param counts of objects by the name of their class
     */
    record Heap(long bytes, Map<String, Long> counts) {

        /** How many objects of the broker's class of this simple name there are. */
        long count(String simpleName) {
            return counts.entrySet().stream()
                    .filter(each -> each.getKey().startsWith("io.leveret."))
                    .filter(each -> each.getKey().endsWith("." + simpleName))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }
}
