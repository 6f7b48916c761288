// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Tests that need a real podman; skipped, with the reason, on a machine that cannot run containers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithPodman.Condition.class)
@interface WithPodman {

    /** Looks for podman once, and removes what was made for it after the last test. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return PodmanForTests.found()
                    .map(podman -> {
                        context.getRoot()
                                .getStore(Namespace.create(WithPodman.class))
                                .put("podman", podman);
                        return ConditionEvaluationResult.enabled("podman runs containers");
                    })
                    .orElseGet(() -> ConditionEvaluationResult.disabled(
                            "SKIPPED, podman cannot run containers here: " + PodmanForTests.problem()));
        }
    }
}
