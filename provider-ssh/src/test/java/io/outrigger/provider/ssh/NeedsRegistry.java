// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that need a registry of images; skipped where the program is not installed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRegistry.Condition.class)
@interface NeedsRegistry {

    /** Says what is missing. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Files.isExecutable(RegistryForTests.PROGRAM)
                    ? ConditionEvaluationResult.enabled("a registry is installed")
                    : ConditionEvaluationResult.disabled("SKIPPED: " + RegistryForTests.PROGRAM
                            + " is missing; install the package docker-registry of Debian's");
        }
    }
}
