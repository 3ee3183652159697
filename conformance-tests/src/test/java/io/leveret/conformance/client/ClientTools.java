package io.leveret.conformance.client;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Finds the runtimes, libraries and tools of other languages. The build installs none of them: a test that misses one is
 * skipped with the reason, or fails where {@code LEVERET_CLIENTS_REQUIRED=1} says that all must be there.
 *
 * <p>Python is {@code /usr/bin/python3} (Debian's, whose packages python3-pika and python3-celery it sees) or the
 * {@code python3} of the path. Node's libraries lie in {@code LEVERET_NODE_MODULES}, in
 * {@code conformance-tests/target/node_modules} or, where {@code install-clients.sh} puts them, in
 * {@code .client-tools/node_modules} at the repository's root. Ruby and PHP are those of the path, with Debian's ruby-bunny
 * and php-amqplib.
 */
final class ClientTools {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);
    private static final Map<String, Optional<String>> PYTHONS = new ConcurrentHashMap<>();
    private static final Map<List<String>, Boolean> PROBES = new ConcurrentHashMap<>();

    private ClientTools() {}

    /** The folder of the client programs of one kind, such as "python". */
    static Path scripts(String kind) {
        try {
            return Path.of(ClientTools.class.getResource("/client/" + kind).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A Python 3 that has the module. */
    static String python(String module) {
        return PYTHONS.computeIfAbsent(module, ClientTools::findPython)
                .orElseThrow(() -> missing("no Python with the module " + module + " (python3-" + module + ")"));
    }

    /** The node_modules folder that holds the library. */
    static Path nodeModules(String library) {
        Path module = Path.of("").toAbsolutePath();
        String named = System.getenv().getOrDefault("LEVERET_NODE_MODULES", "");
        return Stream.of(
                        Path.of(named.isEmpty() ? "target/node_modules" : named),
                        Path.of("target/node_modules"),
                        module.resolveSibling(".client-tools/node_modules"))
                .map(Path::toAbsolutePath)
                .filter(folder -> Files.isDirectory(folder.resolve(library)))
                .findFirst()
                .orElseThrow(() -> missing("no " + library + " in LEVERET_NODE_MODULES or .client-tools/node_modules"));
    }

    /** A Ruby that has the library. */
    static String ruby(String library) {
        String ruby = tool("ruby");
        if (!succeeds(List.of(ruby, "-e", "require '" + library + "'"))) {
            throw missing(ruby + " has no " + library + " (ruby-" + library + ")");
        }
        return ruby;
    }

    /** A PHP that has php-amqplib and can fork. */
    static String php() {
        String php = tool("php");
        String probe = "require 'PhpAmqpLib/autoload.php'; exit(function_exists('pcntl_fork') ? 0 : 1);";
        if (!succeeds(List.of(php, "-r", probe))) {
            throw missing(php + " has no php-amqplib or no pcntl");
        }
        return php;
    }

    /** A program of the path. */
    static String tool(String name) {
        return onPath(name).orElseThrow(() -> missing("no " + name + " on the path"));
    }

    private static Optional<String> findPython(String module) {
        return Stream.concat(Stream.of("/usr/bin/python3"), onPath("python3").stream())
                .filter(python -> Files.isExecutable(Path.of(python)) && hasModule(python, module))
                .findFirst();
    }

    private static boolean hasModule(String python, String module) {
        return succeeds(List.of(python, "-c", "import " + module));
    }

    private static boolean succeeds(List<String> probe) {
        return PROBES.computeIfAbsent(probe, command -> {
            try (ClientProcess process = ClientProcess.start(Path.of(""), Map.of(), command)) {
                return process.exitCode(PROBE_LIMIT) == 0;
            }
        });
    }

    private static Optional<String> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static RuntimeException missing(String reason) {
        String text = reason + "; conformance-tests/install-clients.sh installs it";
        boolean required = "1".equals(System.getenv("LEVERET_CLIENTS_REQUIRED"));
        return required ? new IllegalStateException(text) : new TestAbortedException(text);
    }
}
