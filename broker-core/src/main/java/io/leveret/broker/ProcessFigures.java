package io.leveret.broker;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Java platform and the operating system know of this process. Any thread. */
final class ProcessFigures {

    private static final long KIB = 1024;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path THREADS_MAX = Path.of("/proc/sys/kernel/threads-max");
    private static final long THREADS_MAX_ELSEWHERE = 32_768;

    private ProcessFigures() {}

    static NodeInfo.Memory memory(long messages, boolean alarm) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long buffers = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            buffers += Math.max(0, pool.getMemoryUsed());
        }
        return new NodeInfo.Memory(
                heap.getUsed(),
                heap.getCommitted(),
                heap.getMax(),
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed(),
                buffers,
                messages,
                resident(),
                alarm);
    }

    static NodeInfo.Machine machine() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        long descriptors = 0;
        long descriptorsMax = 0;
        if (system instanceof UnixOperatingSystemMXBean unix) {
            descriptors = unix.getOpenFileDescriptorCount();
            descriptorsMax = unix.getMaxFileDescriptorCount();
        }
        long collections = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
        }
        int processors = system.getAvailableProcessors();
        return new NodeInfo.Machine(
                processors,
                descriptors,
                descriptorsMax,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                threadsMax(),
                (int) Math.max(0, Math.round(system.getSystemLoadAverage()) - processors),
                collections);
    }

    private static long resident() {
        try {
            Matcher found = RESIDENT.matcher(Files.readString(STATUS));
            return found.find() ? Long.parseLong(found.group(1)) * KIB : 0;
        } catch (IOException e) {
            return 0; // another operating system
        }
    }

    private static long threadsMax() {
        try {
            return Long.parseLong(Files.readString(THREADS_MAX).strip());
        } catch (IOException | NumberFormatException e) {
            return THREADS_MAX_ELSEWHERE;
        }
    }
}
