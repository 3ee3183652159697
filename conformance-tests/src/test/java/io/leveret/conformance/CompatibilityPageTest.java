package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Holds {@code docs/compatibility.md} and the tests of this module to each other. */
class CompatibilityPageTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "compatibility.md");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void everyTestNamedOnThePageExists() throws Exception {
        Set<String> existing = new TreeSet<>();
        for (Class<?> type : conformanceTests()) {
            existing.add(type.getSimpleName());
            testMethods(type).map(CompatibilityPageTest::name).forEach(existing::add);
        }

        existing.addAll(classesIn("fuzz"));
        existing.addAll(classesIn("hostile"));
        assertThat(existing).containsAll(named());
    }

    @Test
    void thePageNamesEveryTestClass() throws Exception {
        assertThat(named())
                .containsAll(
                        conformanceTests().stream().map(Class::getSimpleName).toList())
                .containsAll(classesIn("fuzz"))
                .containsAll(classesIn("hostile"));
    }

    @Test
    void thePageNamesEveryTestThatIsNotForEveryBroker() throws Exception {
        assertThat(named()).containsAll(methodsWith(OnPurpose.class)).containsAll(methodsWith(SinceRabbit.class));
    }

    @Test
    void everyTestNamesItsRow() throws Exception {
        assertThat(conformanceTests().stream()
                        .flatMap(CompatibilityPageTest::testMethods)
                        .filter(method -> !method.isAnnotationPresent(Spec.class))
                        .map(CompatibilityPageTest::name))
                .isEmpty();
    }

    private static Set<String> named() throws IOException {
        Matcher matcher = TEST_NAME.matcher(Files.readString(PAGE));
        Set<String> names = new TreeSet<>();
        while (matcher.find()) {
            names.add(matcher.group(2) == null ? matcher.group(1) : matcher.group(1) + "." + matcher.group(2));
        }
        return names;
    }

    private static Set<String> methodsWith(Class<? extends Annotation> annotation) throws Exception {
        return conformanceTests().stream()
                .flatMap(CompatibilityPageTest::testMethods)
                .filter(method -> method.isAnnotationPresent(annotation))
                .map(CompatibilityPageTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Class<?>> conformanceTests() throws Exception {
        Path here = Path.of(CompatibilityPageTest.class.getResource("").toURI());
        Set<Class<?>> types = new LinkedHashSet<>();
        try (Stream<Path> files = Files.list(here)) {
            for (String file : files.map(path -> path.getFileName().toString()).toList()) {
                if (file.endsWith("Test.class") && !file.startsWith("CompatibilityPage")) {
                    String name = file.replace(".class", "");
                    types.add(Class.forName(CompatibilityPageTest.class.getPackageName() + "." + name));
                }
            }
        }
        types.removeIf(type -> testMethods(type).findAny().isEmpty());
        return types;
    }

    /** Test classes of a package below, which have no rows but a section. */
    private static List<String> classesIn(String room) throws Exception {
        Path there = Path.of(CompatibilityPageTest.class.getResource(room).toURI());
        try (Stream<Path> files = Files.list(there)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(file -> file.endsWith("Test.class"))
                    .map(file -> file.replace(".class", ""))
                    .toList();
        }
    }

    private static Stream<Method> testMethods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class));
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
