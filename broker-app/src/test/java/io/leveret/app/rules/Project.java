package io.leveret.app.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's files and main classes, found from the directory in which Maven runs this module's tests. */
final class Project {

    /** Modules whose code is not part of the broker. */
    private static final Set<String> WITHOUT_MAIN_CODE = Set.of("conformance-tests", "benchmarks");

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Project() {}

    static Path root() {
        Path root = Path.of("").toAbsolutePath().getParent();
        assert root != null && Files.exists(root.resolve("leveret")) : "not run in a module's directory: " + root;
        return root;
    }

    /** The modules of the root POM, in its order. */
    static List<String> modules() {
        return MODULE.matcher(read(root().resolve("pom.xml")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<Path> ofMainModules(String directory) {
        return modules().stream()
                .filter(module -> !WITHOUT_MAIN_CODE.contains(module))
                .map(module -> root().resolve(module).resolve(directory))
                .filter(Files::isDirectory)
                .toList();
    }

    /** The compiled main code of all modules. Directories of classes, since scanning the class path takes long. */
    static JavaClasses mainClasses() {
        return new ClassFileImporter().importPaths(ofMainModules("target/classes"));
    }

    /** Every {@code .java} file of the main code of all modules. */
    static List<Path> mainSources() {
        return ofMainModules("src/main/java").stream()
                .flatMap(directory -> javaFiles(directory).stream())
                .toList();
    }

    static List<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
