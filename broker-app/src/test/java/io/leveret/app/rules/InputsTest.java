package io.leveret.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Time and chance are inputs: one class in each process reads the machine's clock, one draws the seed; all others are handed theirs. */
class InputsTest {

    private static final JavaClasses MAIN = Project.mainClasses();

    /** The broker's, and the load generator's, which is another process. */
    private static final Set<String> CLOCKS =
            Set.of("io.leveret.broker.time.SystemClock", "io.leveret.bench.NanoClock");

    /** Draws the one seed from which all else is derived, when its configuration names none. */
    private static final Set<String> SEED = Set.of("io.leveret.broker.Broker");

    private static final Set<String> READS_TIME = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.systemUTC",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.LocalTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now");

    private static final Set<String> DRAWS =
            Set.of("java.lang.Math.random", "java.util.UUID.randomUUID", "java.util.SplittableRandom.<init>()");

    private static final Set<String> DRAWING_TYPES =
            Set.of("java.util.Random", "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom");

    @Test
    void onlyTheClocksReadTheTime() {
        assertThat(accesses(CLOCKS, access -> READS_TIME.contains(nameOf(access))))
                .isEmpty();
    }

    @Test
    void onlyOneClassDrawsRandomNumbersThatNoSeedRepeats() {
        assertThat(accesses(SEED, InputsTest::draws)).isEmpty();
    }

    private static boolean draws(JavaAccess<?> access) {
        String parameters = access.getTarget().getFullName();
        return DRAWING_TYPES.contains(access.getTargetOwner().getName())
                || DRAWS.contains(nameOf(access))
                || DRAWS.contains(parameters);
    }

    private static String nameOf(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getName();
    }

    /** What main classes other than the exempt ones call or refer to; as texts, which name class and line. */
    private static List<String> accesses(Set<String> exempt, Predicate<JavaAccess<?>> forbidden) {
        return MAIN.stream()
                .filter(type -> !exempt.contains(type.getName()))
                .flatMap((JavaClass type) -> type.getAccessesFromSelf().stream())
                .filter(forbidden)
                .map(JavaAccess::getDescription)
                .toList();
    }
}
