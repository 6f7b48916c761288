// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds what a library owes the process around it. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.outrigger.provider.ssh");

    private static final Map<String, Set<String>> CHANGES = Map.of(
            "java.lang.System",
                    Set.of("exit", "setProperty", "setProperties", "clearProperty", "setIn", "setOut", "setErr"),
            "java.lang.Runtime", Set.of("exit", "halt", "addShutdownHook"),
            "java.lang.Thread", Set.of("setDefaultUncaughtExceptionHandler"),
            "java.io.File", Set.of("deleteOnExit"),
            "java.net.Authenticator", Set.of("setDefault"),
            "java.net.ProxySelector", Set.of("setDefault"),
            "java.net.URL", Set.of("setURLStreamHandlerFactory"),
            "java.security.Security", Set.of("addProvider", "insertProviderAt", "removeProvider", "setProperty"),
            "java.util.logging.LogManager", Set.of("getLogManager"),
            "sun.misc.Signal", Set.of("handle"));

    private static final Map<String, Set<String>> READS =
            Map.of("java.lang.System", Set.of("getenv", "getProperty", "getProperties"));

    @Test
    void theProcessIsNotChanged() {
        noClasses().should().accessTargetWhere(listed(CHANGES)).check(CLASSES);
    }

    /** Only the default folder of a local site is looked up, as its setting says. */
    @Test
    void noGlobalStateIsRead() {
        noClasses()
                .that()
                .doNotHaveSimpleName("LocalSettings")
                .should()
                .accessTargetWhere(listed(READS))
                .check(CLASSES);
    }

    @Test
    void onlyTheTransportKnowsTheSshLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.outrigger.provider.ssh.transport")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.sshd..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.outrigger.provider.ssh.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** What is done to containers knows nothing of pods' directories and of how a host is reached. */
    @Test
    void actionsProbesAndHooksStandByThemselves() {
        noClasses()
                .that()
                .resideInAnyPackage("..ssh.action", "..ssh.probe", "..ssh.hook")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..ssh.host", "..ssh.process", "..ssh.link")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaAccess<?>> listed(Map<String, Set<String>> members) {
        return new DescribedPredicate<>("touch the process") {
            @Override
            public boolean test(JavaAccess<?> access) {
                JavaClass owner = access.getTargetOwner();
                return members.getOrDefault(owner.getName(), Set.of())
                        .contains(access.getTarget().getName());
            }
        };
    }
}
