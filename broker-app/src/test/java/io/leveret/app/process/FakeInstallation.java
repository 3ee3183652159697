package io.leveret.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A copy of the project's scripts beside a jar that is empty, a build that is a script, and JDKs that are scripts. */
final class FakeInstallation {

    /** Says where it is and how it was called; makes the archive when it is asked to. */
    private static final String JAVA = """
            #!/bin/sh
            home=$(dirname "$(dirname "$0")")
            if [ "$1" = -version ]; then echo "openjdk version \\"98.0.1\\"" >&2; exit 0; fi
            for argument; do
              case $argument in
                -XX:ArchiveClassesAtExit=*)
                  echo rehearsal >>"$home/../rehearsals"
                  [ -n "${FAIL_REHEARSAL:-}" ] || echo archive >"${argument#*=}"
                  exit 0 ;;
              esac
            done
            echo "java of $(basename "$home") in $(pwd -P)"
            printf '[%s]' "$@"
            """;

    private static final String BUILD = """
            #!/bin/sh
            echo "$@" >>builds
            [ -z "${FAIL_BUILD:-}" ] || exit 1
            mkdir -p broker-app/target/leveret/lib
            : >broker-app/target/leveret/lib/leveret.jar
            """;

    private final Path home;

    private FakeInstallation(Path home) {
        this.home = home;
    }

    static FakeInstallation in(Path home) throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        Files.createDirectories(home.resolve(".mvn/wrapper"));
        for (String file :
                List.of("leveret", "rabbitmqctl", "rabbitmq-diagnostics", "rabbitmq-plugins", ".mvn/wrapper/jdk.sh")) {
            Files.copy(root.resolve(file), home.resolve(file));
        }
        executable(home.resolve("mvnw"), BUILD);
        FakeInstallation installation = new FakeInstallation(home.toRealPath());
        Files.createDirectories(installation.jar().getParent());
        Files.createFile(installation.jar());
        return installation;
    }

    Path addJdk(String name, String version) throws IOException {
        return addJdk(home.resolve(name), version);
    }

    Path addJdk(Path jdk, String version) throws IOException {
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(jdk.resolve("bin/java"), JAVA);
        return jdk;
    }

    static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path script() {
        return home.resolve("leveret");
    }

    Path jar() {
        return home.resolve("broker-app/target/leveret/lib/leveret.jar");
    }

    List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("builds"));
    }

    List<String> rehearsals() throws IOException {
        Path noted = home.resolve("rehearsals");
        return Files.exists(noted) ? Files.readAllLines(noted) : List.of();
    }
}
