// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.outrigger.localapi");

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.outrigger.localapi.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void http_is_spoken_only_at_the_edges() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.outrigger.localapi", "..http", "..proxy")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(CLASSES);
    }

    @Test
    void the_store_knows_nothing_of_kinds() {
        classes()
                .that()
                .resideInAPackage("..store")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..store", "..json", "..failure", "java..", "com.fasterxml..", "org.jspecify..")
                .check(CLASSES);
    }
}
