package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.process.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./leveret} itself, with JDKs that are scripts: each says with which arguments it was started. Directories have
 * blanks in their names.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script")
class LauncherScriptTest {

    @TempDir
    Path directory;

    private FakeInstallation installation;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setUp() throws IOException {
        installation = FakeInstallation.in(directory.resolve("a b"));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
    }

    @Test
    void saysWhatToInstallWhenJavaIsTooOld() throws Exception {
        environment.put(
                "LEVERET_JAVA_HOME", installation.addJdk("jdk-11", "11.0.2").toString());
        Outcome outcome = leveret();
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err())
                .contains("needs Java 17 or later", "the newest found is 11", "apt-get install openjdk-17-jdk");
    }

    @Test
    void understandsTheVersionsOfOldTimes() throws Exception {
        environment.put(
                "LEVERET_JAVA_HOME", installation.addJdk("jdk-8", "1.8.0_392").toString());
        assertThat(leveret().err()).contains("the newest found is 8");
    }

    @Test
    void saysWhatToInstallWhenThereIsNoJava() throws Exception {
        environment.put("LEVERET_JAVA_HOME", directory.resolve("nowhere").toString());
        Outcome outcome = leveret();
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("none was found", "apt-get install openjdk-17-jdk");
    }

    @Test
    void takesTheNewestJavaItFinds() throws Exception {
        environment.put("JAVA_HOME", installation.addJdk("jdk-98", "98.0.1").toString());
        installation.addJdk(directory.resolve(".sdkman/candidates/java/99-x"), "99");
        assertThat(leveret().out()).startsWith("java of 99-x");
    }

    @Test
    void prefersJavaHomeAmongEquals() throws Exception {
        environment.put("JAVA_HOME", installation.addJdk("mine", "99").toString());
        installation.addJdk(directory.resolve(".sdkman/candidates/java/other"), "99.0.2");
        assertThat(leveret().out()).startsWith("java of mine");
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws Exception {
        Path jdk = installation.addJdk("jdk-98", "98.0.1");
        Files.delete(jdk.resolve("release"));
        environment.put("LEVERET_JAVA_HOME", jdk.toString());
        assertThat(leveret().out()).startsWith("java of jdk-98");
    }

    @Test
    void givesEachJavaTheFlagsItKnows() throws Exception {
        useJdk("17.0.1");
        assertThat(leveret().out())
                .contains("[-XX:+UseSerialGC]")
                .doesNotContain("--sun-misc-unsafe-memory-access", "CompactObjectHeaders");
        useJdk("24");
        assertThat(leveret().out())
                .contains("[--sun-misc-unsafe-memory-access=allow]")
                .doesNotContain("CompactObjectHeaders");
        useJdk("25.0.3");
        assertThat(leveret().out()).contains("[-XX:+UseCompactObjectHeaders]");
    }

    @Test
    void putsTheUsersJvmOptionsLastAndNoSecondCollector() throws Exception {
        useJdk("17.0.1");
        environment.put("LEVERET_JAVA_OPTS", "-Xmx77m -XX:+UseZGC");
        assertThat(leveret().out()).doesNotContain("SerialGC").contains("[-Xmx77m][-XX:+UseZGC][-jar]");
    }

    @Test
    void passesArgumentsAsTheyAreFromAnyDirectoryAndThroughLinks() throws Exception {
        useJdk("17.0.1");
        Path links = Files.createDirectories(directory.resolve("links"));
        Path first = Files.createSymbolicLink(links.resolve("first"), installation.script());
        Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("links", "first"));

        for (Path script : List.of(first, second)) {
            Outcome outcome = Command.of(script.toString(), "--data-dir", "a  b", "*", "")
                    .in(links)
                    .withOnly(environment)
                    .run();
            assertThat(outcome.out())
                    .contains("[-jar][" + installation.jar() + "][--data-dir][a  b][*][]")
                    .contains("in " + links.toRealPath());
        }
    }

    @Test
    void rehearsesOnceAndUsesTheArchiveFromThenOn() throws Exception {
        useJdk("17.0.1");
        Outcome first = leveret();
        assertThat(first.out()).contains("[-XX:SharedArchiveFile=");
        assertThat(first.err().lines()).singleElement().asString().contains("rehearsing");
        Outcome second = leveret();
        assertThat(second.out()).contains("[-XX:SharedArchiveFile=");
        assertThat(second.err()).isEmpty();
        assertThat(installation.rehearsals()).hasSize(1);

        Files.setLastModifiedTime(
                installation.jar(),
                java.nio.file.attribute.FileTime.from(Files.getLastModifiedTime(installation.jar())
                        .toInstant()
                        .plusSeconds(60)));
        leveret();
        assertThat(installation.rehearsals()).hasSize(2);
    }

    @Test
    void doesNotRehearseForACommandThatStartsNoBroker() throws Exception {
        useJdk("17.0.1");
        for (String command : List.of("status", "backup", "bench")) {
            Outcome outcome = Command.of(installation.script().toString(), command, "x")
                    .in(directory)
                    .withOnly(environment)
                    .run();
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).endsWith("[" + command + "][x]");
        }
        assertThat(installation.rehearsals()).isEmpty();
    }

    @Test
    void startsWithoutAnArchiveThatCannotBeMadeAndDoesNotTryAgain() throws Exception {
        useJdk("17.0.1");
        environment.put("FAIL_REHEARSAL", "1");
        assertThat(leveret().out()).doesNotContain("SharedArchiveFile");
        assertThat(leveret().out()).doesNotContain("SharedArchiveFile");
        assertThat(installation.rehearsals()).hasSize(1);
    }

    @Test
    void buildsOnFirstUseOnly() throws Exception {
        useJdk("17.0.1");
        Files.delete(installation.jar());

        Outcome first = leveret();
        assertThat(first.status()).isZero();
        assertThat(first.err().lines().filter(line -> line.contains("first start, building")))
                .hasSize(1);
        assertThat(first.out()).contains("[-jar]");
        assertThat(leveret().err()).isEmpty();
        assertThat(installation.builds()).singleElement().asString().contains("-Dmaven.test.skip=true", "package");
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        useJdk("17.0.1");
        Files.delete(installation.jar());
        environment.put("FAIL_BUILD", "1");

        Outcome outcome = leveret();
        assertThat(outcome.status()).isEqualTo(70);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("leveret: the build failed");
    }

    private void useJdk(String version) throws IOException {
        environment.put(
                "LEVERET_JAVA_HOME",
                installation.addJdk("jdk " + version, version).toString());
    }

    private Outcome leveret() throws Exception {
        return Command.of(installation.script().toString())
                .in(directory)
                .withOnly(environment)
                .run();
    }

    @Test
    void startsTheToolsWithAJvmThatIsSmallAndWithoutARehearsal() throws Exception {
        useJdk("25.0.3");
        assertThat(Command.of(installation.script().toString(), "rabbitmqctl", "add_user", "a b", "")
                        .withOnly(environment)
                        .run()
                        .out())
                .contains("[-Xint]", "leveret-tool.jar][io.leveret.app.tool.ToolMain][rabbitmqctl][add_user][a b][]")
                .doesNotContain("CompactObjectHeaders");
        assertThat(installation.rehearsals()).isEmpty();
    }

    @Test
    void theToolsTakeTheJavaOfTheLastStart() throws Exception {
        environment.put("JAVA_HOME", installation.addJdk("mine", "99").toString());
        leveret();
        Files.createFile(installation.jar().resolveSibling("leveret-tool.jar"));
        environment.put("JAVA_HOME", installation.addJdk("newer", "100").toString());
        Outcome tool = Command.of(installation.script().toString(), "rabbitmqctl", "ping")
                .withOnly(environment)
                .run();
        assertThat(tool.out()).startsWith("java of mine");
        assertThat(leveret().out()).startsWith("java of newer");
    }

    @Test
    void theToolsAreScriptsBesideIt() throws Exception {
        useJdk("17");
        for (String tool : List.of("rabbitmqctl", "rabbitmq-diagnostics", "rabbitmq-plugins")) {
            Path link = directory.resolve("link to " + tool);
            Files.createSymbolicLink(link, installation.script().resolveSibling(tool));
            Outcome outcome = Command.of(link.toString(), "-q", "x y")
                    .in(directory)
                    .withOnly(environment)
                    .run();
            assertThat(outcome.out()).endsWith("[io.leveret.app.tool.ToolMain][" + tool + "][-q][x y]");
        }
    }
}
