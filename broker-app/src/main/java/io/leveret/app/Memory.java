package io.leveret.app;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The machine's memory. */
final class Memory {

    private Memory() {}

    /** What the machine has, or the container that the process runs in, in bytes. */
    static long totalBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
