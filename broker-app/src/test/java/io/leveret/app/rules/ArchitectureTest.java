package io.leveret.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md names modules and classes that exist. */
class ArchitectureTest {

    private static final String PAGE = Project.read(Project.root().resolve("ARCHITECTURE.md"));

    /** In code type, with capitals as only type names have them; a nested type or a member may follow. */
    private static final Pattern TYPE_NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)?`");

    private static final Pattern MODULE_ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

    @Test
    void everyClassItNamesExists() {
        Set<String> sources = Project.modules().stream()
                .map(module -> Project.root().resolve(module).resolve("src"))
                .filter(Files::isDirectory)
                .flatMap(directory -> Project.javaFiles(directory).stream())
                .map(Path::getFileName)
                .map(file -> file.toString().replace(".java", ""))
                .collect(Collectors.toSet());

        List<String> names = TYPE_NAME
                .matcher(PAGE)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();

        assertThat(names).as("class names in ARCHITECTURE.md").isNotEmpty().isSubsetOf(sources);
    }

    @Test
    void itsModulesAreThoseOfThePom() {
        Matcher rows = MODULE_ROW.matcher(PAGE);
        List<String> listed = rows.results().map(match -> match.group(1)).toList();
        assertThat(listed).isEqualTo(Project.modules());
    }
}
