// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines of a plan that tell the supervisor when a container has started, how it ends and what follows. */
final class LifePlan {

    /** What POSIX names, so that every shell can send it. */
    private static final Set<String> SIGNALS = Set.of(
            "TERM", "INT", "QUIT", "HUP", "KILL", "USR1", "USR2", "ABRT", "ALRM", "CONT", "PIPE", "STOP", "TSTP",
            "TTIN", "TTOU");

    /** The action of a rule that begins all containers of the pod again (KEP-5532). */
    static final String RESTART_ALL = "RestartAllContainers";

    private static final String TERM = "TERM";

    private LifePlan() {}

    static String of(PodSpec spec) {
        StringBuilder lines = new StringBuilder();
        if (spec.getTerminationGracePeriodSeconds() != null) {
            lines.append("grace ")
                    .append(spec.getTerminationGracePeriodSeconds())
                    .append('\n');
        }
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .forEach(container -> append(lines, container));
        return lines.toString();
    }

    private static void append(StringBuilder lines, Container container) {
        String name = container.getName();
        Lifecycle lifecycle = container.getLifecycle();
        if (container.getStartupProbe() != null) {
            lines.append("gate ").append(name).append(" started\n");
        } else if (lifecycle != null && lifecycle.getPostStart() != null) {
            lines.append("gate ").append(name).append(" poststart\n");
        }
        if (lifecycle != null && lifecycle.getPreStop() != null) {
            lines.append("hook ").append(name).append('\n');
        }
        String policy = container.getRestartPolicy();
        if (policy != null) {
            lines.append("policy-of ").append(name).append(' ').append(policy).append('\n');
        }
        container
                .getRestartPolicyRules()
                .forEach(rule -> lines.append("rule ").append(name).append(rule(rule)));
        String signal = signal(container);
        if (!signal.equals(TERM)) {
            lines.append("signal ").append(name).append(' ').append(signal).append('\n');
        }
    }

    /** A rule by which everything begins again has another operator, because it is one word of the line. */
    private static String rule(ContainerRestartRule rule) {
        String codes =
                rule.getExitCodes().getValues().stream().map(String::valueOf).collect(Collectors.joining(","));
        String whom = RESTART_ALL.equals(rule.getAction()) ? "All" : "";
        return " " + rule.getExitCodes().getOperator() + whom + " " + codes + "\n";
    }

    /** The signal that asks a container to end, without the "SIG" of its name. */
    static String signal(Container container) {
        Lifecycle lifecycle = container.getLifecycle();
        String name = lifecycle == null || lifecycle.getStopSignal() == null ? TERM : lifecycle.getStopSignal();
        return name.startsWith("SIG") ? name.substring("SIG".length()) : name;
    }

    static boolean known(String signal) {
        return SIGNALS.contains(signal);
    }
}
