// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules see what they forbid. */
class ProcessRulesTest {

    /** Does what no library does; is never called. */
    static final class Rude {
        void hook() {
            Runtime.getRuntime().addShutdownHook(Thread.currentThread());
        }

        void handler() {
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
        }
    }

    /** Reads what is not its own; is never called. */
    static final class Curious {
        String home() {
            return System.getenv("HOME") + System.getProperty("user.home");
        }
    }

    private final JavaClasses rude = new ClassFileImporter().importClasses(Rude.class);
    private final JavaClasses curious = new ClassFileImporter().importClasses(Curious.class);

    @Test
    void aHookAndAHandlerAreSeen() {
        assertThat(ProcessRules.changesNothing()
                        .evaluate(rude)
                        .getFailureReport()
                        .getDetails())
                .hasSize(2);
        assertThat(ProcessRules.changesNothing().evaluate(curious).hasViolation())
                .isFalse();
    }

    @Test
    void readingIsSeenUnlessItIsDocumented() {
        assertThat(ProcessRules.readsNothingBut(Set.of())
                        .evaluate(curious)
                        .getFailureReport()
                        .getDetails())
                .hasSize(2);
        assertThat(ProcessRules.readsNothingBut(Set.of(Curious.class.getName()))
                        .evaluate(curious)
                        .hasViolation())
                .isFalse();
    }
}
