// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.action.Actions;
import io.outrigger.provider.ssh.hook.HookKind;
import io.outrigger.provider.ssh.probe.ProbeSettings;
import io.outrigger.provider.ssh.probe.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this program does for a container while it runs: the part of its spec with probes and hooks. Kept with the pod on
 * the host, so that it goes on after a restart of this program.
 *
 * @param spec the part of the container's spec that matters
 * @param graceSeconds how long the container has to end
 * @param restarts whether the container is started again after a failure
 */
record ContainerLife(Container spec, long graceSeconds, boolean restarts) {

    private static final long DEFAULT_GRACE_SECONDS = 30;

    /** The part of a container's spec. */
    static ContainerLife of(Container container, PodSpec pod) {
        Variables variables = new Variables(container);
        Container part = new ContainerBuilder()
                .withName(container.getName())
                .withPorts(container.getPorts())
                .withRestartPolicy(container.getRestartPolicy())
                .withLifecycle(container.getLifecycle())
                .withStartupProbe(filledIn(container.getStartupProbe(), variables))
                .withReadinessProbe(filledIn(container.getReadinessProbe(), variables))
                .withLivenessProbe(filledIn(container.getLivenessProbe(), variables))
                .build();
        Long grace = pod.getTerminationGracePeriodSeconds();
        String own = container.getRestartPolicy();
        boolean restarts = !"Never".equals(own == null ? pod.getRestartPolicy() : own);
        return new ContainerLife(part, grace == null ? DEFAULT_GRACE_SECONDS : grace, restarts);
    }

    private static @Nullable Probe filledIn(@Nullable Probe probe, Variables variables) {
        if (probe == null || probe.getExec() == null) {
            return probe;
        }
        return new ProbeBuilder(probe)
                .withNewExec()
                .withCommand(variables.fillIn(probe.getExec().getCommand()))
                .endExec()
                .build();
    }

    /** Whether an init container of this life goes on running beside the others. */
    boolean sidecar() {
        return "Always".equals(spec.getRestartPolicy());
    }

    List<ProbeSettings> probes() {
        return ProbeSettings.of(spec, Duration.ofSeconds(graceSeconds), restarts);
    }

    /** What to do at that time, if anything. */
    Optional<Action> hook(HookKind kind) {
        if (spec.getLifecycle() == null) {
            return Optional.empty();
        }
        LifecycleHandler hook = switch (kind) {
            case POST_START -> spec.getLifecycle().getPostStart();
            case PRE_STOP -> spec.getLifecycle().getPreStop();
        };
        return Optional.ofNullable(hook).map(given -> Actions.of(given, spec));
    }

    /** The mark by which a container that runs counts as started; empty when it does by itself. */
    Optional<String> gate() {
        if (spec.getStartupProbe() != null) {
            return Optional.of("started");
        }
        return hook(HookKind.POST_START).map(hook -> "poststart");
    }

    /** Whether there is anything to do while it runs. */
    boolean empty() {
        return probes().isEmpty() && spec.getLifecycle() == null;
    }

    /** What a report says of the instance that runs. */
    Standing standing(ContainerReport report) {
        boolean started = gate().map(report::marked).orElse(true);
        Probe readiness = spec.getReadinessProbe();
        return new Standing(started, started && (readiness == null || report.marked("ready")));
    }
}
