package io.leveret.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about how the main code is written: no locks on the message path, small files, null-marked packages. */
class SourceRulesTest {

    private static final int FILE_LINES_MAX = 450;

    /** Packages whose objects have one owning thread each, and which every message passes. */
    private static final List<String> MESSAGE_PATH = List.of(
            "io.leveret.broker.channel",
            "io.leveret.broker.connection",
            "io.leveret.broker.queue",
            "io.leveret.store.index",
            "io.leveret.store.journal");

    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"");
    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");

    @Test
    void nothingOnTheMessagePathIsSynchronized() {
        List<Path> synchronizing = Project.mainSources().stream()
                .filter(file -> isOnMessagePath(packageOf(file)))
                .filter(file -> SYNCHRONIZED.matcher(code(file)).find())
                .toList();
        assertThat(synchronizing).isEmpty();
    }

    @Test
    void nothingOnTheMessagePathUsesLocks() {
        JavaClasses classes = Project.mainClasses();
        Stream<String> locking = classes.stream()
                .filter(type -> isOnMessagePath(type.getPackageName()))
                .flatMap((JavaClass type) -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().equals("java.util.concurrent.locks"))
                .map(dependency -> dependency.getDescription());
        assertThat(locking).isEmpty();
    }

    @Test
    void noMainFileIsLong() {
        List<String> tooLong = Project.mainSources().stream()
                .filter(file -> lines(file) > FILE_LINES_MAX)
                .map(file -> file + ": " + lines(file) + " lines (expected: <= " + FILE_LINES_MAX + ")")
                .toList();
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyMainPackageIsNullMarked() {
        List<Path> unmarked = Project.mainSources().stream()
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !isNullMarked(directory.resolve("package-info.java")))
                .toList();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void theRuleAgainstLocksIsNotFooledByCommentsAndTexts() {
        assertThat(codeOf("/* synchronized */ int a; // synchronized\n String b = \"synchronized \\\" \";"))
                .doesNotContain("synchronized");
        assertThat(codeOf("String a = \"//\"; synchronized (a) {}")).contains("synchronized");
    }

    private static boolean isOnMessagePath(String packageName) {
        return MESSAGE_PATH.stream().anyMatch(room -> packageName.equals(room) || packageName.startsWith(room + "."));
    }

    private static boolean isNullMarked(Path packageInfo) {
        return Files.exists(packageInfo) && Project.read(packageInfo).contains("@NullMarked");
    }

    private static String packageOf(Path file) {
        String path = file.getParent().toString().replace('\\', '/');
        return path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length())
                .replace('/', '.');
    }

    private static long lines(Path file) {
        return Project.read(file).lines().count();
    }

    private static String code(Path file) {
        return codeOf(Project.read(file));
    }

    private static String codeOf(String source) {
        return COMMENT_OR_TEXT.matcher(source).replaceAll("");
    }
}
