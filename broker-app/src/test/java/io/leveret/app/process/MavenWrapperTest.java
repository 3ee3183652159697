package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.leveret.app.process.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./mvnw} itself, with a Maven that is a script and a download from a directory. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script")
class MavenWrapperTest {

    private static final String NAME = "apache-maven-9.9.9";

    /** What the script needs of the system; no mvn and no java among them. */
    private static final List<String> TOOLS = List.of(
            "sh", "curl", "dirname", "gzip", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "sha512sum", "tar");

    @TempDir
    Path directory;

    private Path project;
    private Path bin;
    private Path distribution;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setUp() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        project = directory.resolve("a b");
        Files.createDirectories(project.resolve(".mvn/wrapper"));
        for (String file : List.of("mvnw", ".mvn/wrapper/jdk.sh")) {
            Files.copy(root.resolve(file), project.resolve(file));
        }
        linkTools();
        makeDistribution();
        Files.writeString(
                project.resolve(".mvn/wrapper/maven-wrapper.properties"),
                "distributionType=only-script\ndistributionUrl=file://" + distribution + "\n");
        Path jdk = addJdk("jdk");
        environment.put("HOME", directory.toString());
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("PATH", bin.toString());
    }

    private void linkTools() throws IOException {
        bin = Files.createDirectory(directory.resolve("bin"));
        for (String tool : TOOLS) {
            Path found = Stream.of("/bin/", "/usr/bin/", "/usr/local/bin/")
                    .map(place -> Path.of(place + tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
            assumeThat(found).as(tool).isNotNull();
            FakeInstallation.executable(bin.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
        }
    }

    private void makeDistribution() throws Exception {
        Path maven =
                Files.createDirectories(directory.resolve("dist").resolve(NAME).resolve("bin"));
        FakeInstallation.executable(maven.resolve("mvn"), "#!/bin/sh\necho \"downloaded maven, $JAVA_HOME: $*\"\n");
        distribution = directory.resolve("dist/" + NAME + "-bin.tar.gz");
        Outcome packed = Command.of("tar", "-czf", distribution.toString(), NAME)
                .in(distribution.getParent())
                .run();
        assertThat(packed.status()).isZero();
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(distribution));
        Files.writeString(checksum(), HexFormat.of().formatHex(digest));
    }

    private Path checksum() {
        return distribution.resolveSibling(distribution.getFileName() + ".sha512");
    }

    private Path addJdk(String name) throws IOException {
        Path jdk = Files.createDirectories(directory.resolve(name));
        Files.createDirectory(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        FakeInstallation.executable(jdk.resolve("bin/java"), "#!/bin/sh\n");
        FakeInstallation.executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        return jdk;
    }

    @Test
    void downloadsMavenOnceAndRunsIt() throws Exception {
        Outcome first = mvnw("-q", "verify");
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("downloaded maven, " + directory.resolve("jdk") + ": -q verify\n");
        assertThat(first.err()).isEqualTo("mvnw: downloading file://" + distribution + "\n");

        Files.delete(distribution);
        Outcome second = mvnw("-q", "verify");
        assertThat(second).isEqualTo(new Outcome(0, first.out(), ""));
    }

    @Test
    void refusesADownloadWithAnotherChecksumAndLeavesNothing() throws Exception {
        Files.writeString(checksum(), "0".repeat(128));
        Outcome outcome = mvnw();
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("SHA-512", "(expected: 000");
        assertThat(outcome.out()).isEmpty();
        try (Stream<Path> left = Files.walk(directory.resolve(".m2"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void saysThatTheDownloadFailed() throws Exception {
        Files.delete(distribution);
        Outcome outcome = mvnw();
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("mvnw: cannot download file://" + distribution);
    }

    @Test
    void usesAnInstalledMavenThatIsNewEnough() throws Exception {
        installMaven("3.8.7");
        assertThat(mvnw("verify").out()).isEqualTo("installed maven: verify\n");
    }

    @Test
    void passesOverAnInstalledMavenThatIsTooOld() throws Exception {
        installMaven("3.6.3");
        assertThat(mvnw("verify").out()).startsWith("downloaded maven");
    }

    private void installMaven(String version) throws IOException {
        FakeInstallation.executable(
                bin.resolve("mvn"),
                "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'Apache Maven " + version + " (x)'; exit; fi\n"
                        + "echo \"installed maven: $*\"\n");
    }

    @Test
    void needsACompiler() throws Exception {
        Path runtimeOnly = addJdk("jre");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        environment.put("LEVERET_JAVA_HOME", runtimeOnly.toString());
        Outcome outcome = mvnw();
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("needs a JDK (with javac) 17 or later");
    }

    private Outcome mvnw(String... arguments) throws Exception {
        String[] command = Stream.concat(Stream.of(project.resolve("mvnw").toString()), Stream.of(arguments))
                .toArray(String[]::new);
        return Command.of(command).in(directory).withOnly(environment).run();
    }
}
