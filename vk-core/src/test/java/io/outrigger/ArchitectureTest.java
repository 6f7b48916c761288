// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.outrigger.kube.KubeConnection;
import io.outrigger.kube.LeaseWriter;
import io.outrigger.kube.NodeWriter;
import io.outrigger.kube.PodWriter;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the borders that the design draws inside this module. */
final class ArchitectureTest {

    private static final JavaClasses CORE = classesBeside(KubeConnection.class);
    private static final JavaClasses CONTRACT = classesBeside(PodRef.class);

    /** The classes of one artifact; fixtures on the class path follow rules of their own. */
    private static JavaClasses classesBeside(Class<?> type) {
        return new ClassFileImporter()
                .importUrl(type.getProtectionDomain().getCodeSource().getLocation());
    }

    /** Which packages a package may use beside itself and the SPI; the entry may use all. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "loop", Set.of(),
            "metrics", Set.of(),
            "kube", Set.of("loop"),
            "site", Set.of("loop"),
            "resolve", Set.of("kube"),
            "pod", Set.of("kube", "loop", "resolve", "site"),
            "status", Set.of("kube", "loop", "pod", "site"),
            "node", Set.of("kube", "loop", "site"),
            "kubelet", Set.of("kube", "loop"));

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.outrigger.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void packagesUseOnlyWhatTheDesignLetsThemUse() {
        MAY_USE.forEach((user, used) -> noClasses()
                .that()
                .resideInAPackage("io.outrigger." + user + "..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are in a package it may not use") {
                    @Override
                    public boolean test(JavaClass type) {
                        return inCore(type) && !part(type).equals(user) && !used.contains(part(type));
                    }
                })
                .allowEmptyShould(true)
                .check(CORE));
    }

    @Test
    void theProviderContractKnowsOnlyTheModel() {
        classes()
                .that()
                .resideInAPackage("io.outrigger.spi..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.outrigger.spi..", "java..", "io.fabric8.kubernetes.api.model..", "org.jspecify..")
                .check(CONTRACT);
    }

    @Test
    void onlyKubeKnowsTheKubernetesClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.outrigger.kube..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("belong to the client") {
                    @Override
                    public boolean test(JavaClass type) {
                        // The entry takes a ready configuration.
                        return (type.getPackageName().startsWith("io.fabric8.kubernetes.client")
                                        || type.getPackageName().startsWith("okhttp3"))
                                && !type.getName().equals("io.fabric8.kubernetes.client.Config");
                    }
                })
                .check(CORE);
    }

    @Test
    void onlyTheEndpointKnowsItsServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.outrigger.kubelet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(CORE);
    }

    @Test
    void theStreamsOfTheEndpointKnowNothingOfItsRoutes() {
        noClasses()
                .that()
                .resideInAPackage("io.outrigger.kubelet.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.outrigger.kubelet")
                .check(CORE);
        slices().matching("io.outrigger.kubelet.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void providersAreReachedThroughTheirContractOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.outrigger.provider..")
                .check(CORE);
    }

    @Test
    void onlyThreadsMakesThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.outrigger.loop..")
                .should()
                .callConstructorWhere(target(owner(assignableTo(Thread.class)))
                        .or(target(owner(assignableTo(ThreadPoolExecutor.class))))
                        .or(target(owner(assignableTo(ForkJoinPool.class))))
                        .or(target(owner(assignableTo(Timer.class)))))
                .orShould()
                .callMethodWhere(target(owner(assignableTo(Executors.class))))
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(CompletableFuture.class, "supplyAsync", java.util.function.Supplier.class)
                .orShould()
                .callMethod(ForkJoinPool.class, "commonPool")
                .check(CORE);
    }

    @Test
    void onlyTheLanesWritePods() {
        callersOf(PodWriter.class, "kube", "status", "pod");
    }

    @Test
    void onlyTheNodePackageWritesNodesAndLeases() {
        callersOf(NodeWriter.class, "kube", "node");
        callersOf(LeaseWriter.class, "kube", "node");
    }

    private static void callersOf(Class<?> writer, String... parts) {
        Set<String> allowed = Set.of(parts);
        noClasses()
                .that(new DescribedPredicate<>("are outside " + allowed) {
                    @Override
                    public boolean test(JavaClass type) {
                        return !allowed.contains(part(type));
                    }
                })
                .should()
                .callMethodWhere(target(owner(assignableTo(writer))))
                .check(CORE);
    }

    @Test
    void theLibraryNeverEndsTheProgramNorPrints() {
        ProcessRules.changesNothing().check(CORE);
        ProcessRules.changesNothing().check(CONTRACT);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CORE);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CORE);
    }

    /** Only a connection without an address looks around itself, as kubectl does; its builder says so. */
    @Test
    void theLibraryReadsNoGlobalState() {
        ProcessRules.readsNothingBut(Set.of("io.outrigger.kube.Kubeconfig")).check(CORE);
        ProcessRules.readsNothingBut(Set.of()).check(CONTRACT);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.outrigger.kube.Kubeconfig")
                .should()
                .callMethod("io.fabric8.kubernetes.client.Config", "autoConfigure", "java.lang.String")
                .orShould()
                .callConstructor("io.fabric8.kubernetes.client.ConfigBuilder")
                .orShould()
                .callConstructor("io.fabric8.kubernetes.client.KubernetesClientBuilder")
                .check(CORE);
    }

    @Test
    void failuresHaveNames() {
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CORE);
    }

    @Test
    void timeComesFromAClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(target(name("now"))
                        .and(target(owner(new DescribedPredicate<>("dates and times without a clock") {
                            @Override
                            public boolean test(JavaClass type) {
                                return type.getPackageName().equals("java.time");
                            }
                        })))
                        .and(new DescribedPredicate<>("without a clock") {
                            @Override
                            public boolean test(com.tngtech.archunit.core.domain.JavaCall<?> call) {
                                return call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isAssignableTo(Clock.class));
                            }
                        }))
                .check(CORE);
    }

    @Test
    void everyPackageIsNullMarked() {
        JavaPackage root = CORE.getPackage("io.outrigger");
        assertThat(root.getSubpackagesInTree())
                .filteredOn(each -> !each.getClasses().isEmpty())
                .filteredOn(
                        each -> CORE.stream().anyMatch(type -> type.getPackage().equals(each)))
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as(each.getName())
                        .isTrue());
        assertThat(root.isAnnotatedWith(NullMarked.class)).isTrue();
    }

    @Test
    void typesArePublicOnlyWhereAnotherPackageUsesThem() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotAssignableTo(Throwable.class)
                .and()
                .resideOutsideOfPackage("io.outrigger")
                .should(new ArchCondition<JavaClass>("be used by another package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean used = type.getDirectDependenciesToSelf().stream()
                                .map(Dependency::getOriginClass)
                                .anyMatch(user -> elsewhere(user, type) || showsInSignature(user, type));
                        events.add(new SimpleConditionEvent(type, used, type.getName() + " is public for nobody"));
                    }
                })
                .check(CORE);
    }

    private static boolean elsewhere(JavaClass user, JavaClass type) {
        return !user.getPackageName().equals(type.getPackageName());
    }

    /** Whether callers of a public method of a public type have to name the type. */
    private static boolean showsInSignature(JavaClass user, JavaClass type) {
        return user.getModifiers().contains(JavaModifier.PUBLIC)
                && user.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .anyMatch(method -> method.getRawParameterTypes().contains(type)
                                || method.getRawReturnType().equals(type));
    }

    private static boolean inCore(JavaClass type) {
        return type.getPackageName().startsWith("io.outrigger.")
                && !type.getPackageName().startsWith("io.outrigger.spi");
    }

    /** The package below {@code io.outrigger}, or empty. */
    private static String part(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2 && type.getPackageName().startsWith("io.outrigger.") ? parts[2] : "";
    }
}
