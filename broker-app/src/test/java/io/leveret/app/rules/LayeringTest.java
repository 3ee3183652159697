package io.leveret.app.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Which room may know which: the module graph of ARCHITECTURE.md in words. */
class LayeringTest {

    private static final JavaClasses MAIN = Project.mainClasses();

    private static final DescribedPredicate<JavaClass> OURS =
            describe("are of this project", type -> type.getPackageName().startsWith("io.leveret."));

    private static final DescribedPredicate<JavaClass> INSIDE_THE_BROKER = describe(
            "are in a subpackage of io.leveret.broker",
            type -> type.getPackageName().startsWith("io.leveret.broker."));

    @Test
    void codecKnowsNothingElseOfTheProject() {
        knowsOfTheProjectOnly("io.leveret.codec..", "io.leveret.codec..");
    }

    @Test
    void routingKnowsTheCodecOnly() {
        knowsOfTheProjectOnly("io.leveret.routing..", "io.leveret.routing..", "io.leveret.codec..");
    }

    @Test
    void storeKnowsTheCodecOnly() {
        knowsOfTheProjectOnly("io.leveret.store..", "io.leveret.store..", "io.leveret.codec..");
    }

    @Test
    void brokerKnowsNeitherManagementNorApp() {
        knowsOfTheProjectOnly(
                "io.leveret.broker..",
                "io.leveret.broker..",
                "io.leveret.routing..",
                "io.leveret.store..",
                "io.leveret.codec..");
    }

    @Test
    void managementKnowsTheBrokerByItsPublicFaceOnly() {
        knowsOfTheProjectOnly("io.leveret.management..", "io.leveret.management..", "io.leveret.broker");
    }

    @Test
    void loadGeneratorKnowsTheCodecOnly() {
        knowsOfTheProjectOnly("io.leveret.bench..", "io.leveret.bench..", "io.leveret.codec..");
    }

    @Test
    void hdrHistogramStaysInTheLoadGenerator() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.leveret.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.HdrHistogram.."));
    }

    @Test
    void appIsOnlyTheDoor() {
        check(noClasses()
                .that()
                .resideInAPackage("io.leveret.app..")
                .should()
                .dependOnClassesThat(INSIDE_THE_BROKER)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("io.leveret.routing..", "io.leveret.store.."));
    }

    @Test
    void codecRoutingAndStoreSeeNoChannelOfNetty() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.leveret.codec..", "io.leveret.routing..", "io.leveret.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler.."));
    }

    @Test
    void mapDbStaysInTheStore() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.leveret.store..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mapdb.."));
    }

    @Test
    void vertxStaysInManagement() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.leveret.management..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.."));
    }

    private static void knowsOfTheProjectOnly(String room, String... known) {
        check(noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(OURS.and(JavaClass.Predicates.resideOutsideOfPackages(known))));
    }

    private static void check(ArchRule rule) {
        rule.check(MAIN);
    }
}
