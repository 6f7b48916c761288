// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.pod.PodFeatures;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a container that has ended starts again: the container's rules go before the pod's policy (KEP-5307), and one
 * rule can start all containers of a pod again (KEP-5532).
 */
final class RestartRules {

    /** Why a container waits, or ended, whose pod begins again. */
    static final String RESTARTING_ALL = "RestartingAllContainers";

    private static final String RESTART = "Restart";

    private RestartRules() {}

    /** Whether the pod never restarts its containers. */
    static boolean never(PodSpec spec) {
        return "Never".equals(spec.getRestartPolicy());
    }

    /** Whether a container that ended so starts again. */
    static boolean restarts(PodSpec pod, SpecContainer container, ContainerStateTerminated ended) {
        Container spec = container.spec();
        if (spec == null) {
            return false;
        }
        if (RESTARTING_ALL.equals(ended.getReason()) && PodFeatures.mayRestartAll(pod)) {
            return true;
        }
        int exitCode = Objects.requireNonNullElse(ended.getExitCode(), 0);
        if (spec.getRestartPolicy() == null) {
            return policyRestarts(pod.getRestartPolicy(), exitCode);
        }
        return spec.getRestartPolicyRules().stream().anyMatch(rule -> matches(rule, exitCode))
                || policyRestarts(spec.getRestartPolicy(), exitCode);
    }

    private static boolean policyRestarts(@Nullable String policy, int exitCode) {
        if ("Never".equals(policy)) {
            return false;
        }
        return !"OnFailure".equals(policy) || exitCode != 0;
    }

    private static boolean matches(ContainerRestartRule rule, int exitCode) {
        var codes = rule.getExitCodes();
        if (codes == null || !RESTART.equals(rule.getAction()) && !PodFeatures.RESTART_ALL.equals(rule.getAction())) {
            return false;
        }
        boolean listed = codes.getValues().contains(exitCode);
        return "NotIn".equals(codes.getOperator()) ? !listed : listed;
    }
}
