package io.leveret.app.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a JVM like this one is started: the same JDK, the same class path, quick to start. */
final class JavaCommand {

    /** Everything before the main class. */
    static final List<String> PREFIX = prefix();

    private JavaCommand() {}

    private static List<String> prefix() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xms16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }
}
