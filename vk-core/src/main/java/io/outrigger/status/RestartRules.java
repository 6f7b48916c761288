// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.PodSpec;
import org.jspecify.annotations.Nullable;

/** Whether a container that has ended starts again (KEP-5307: the container's rules go before the pod's policy). */
final class RestartRules {

    private RestartRules() {}

    /** Whether the pod never restarts its containers. */
    static boolean never(PodSpec spec) {
        return "Never".equals(spec.getRestartPolicy());
    }

    /** Whether a container that ended with an exit code starts again. */
    static boolean restarts(PodSpec pod, SpecContainer container, int exitCode) {
        Container spec = container.spec();
        if (spec == null) {
            return false;
        }
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
        if (!"Restart".equals(rule.getAction()) || codes == null) {
            return false;
        }
        boolean listed = codes.getValues().contains(exitCode);
        return "NotIn".equals(codes.getOperator()) ? !listed : listed;
    }
}
