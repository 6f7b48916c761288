// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.action.Actions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A probe as the pod wants it, with the defaults of the API.
 *
 * @param kind what it is for
 * @param action what it does
 * @param initialDelay how long after the start of the container it begins
 * @param timeout how long an answer may take
 * @param period how often it asks
 * @param successThreshold how many successes in a row count
 * @param failureThreshold how many failures in a row count
 * @param grace how long the container has to end when the probe wants that
 * @param restarts whether the container is started again then
 */
public record ProbeSettings(
        ProbeKind kind,
        Action action,
        Duration initialDelay,
        Duration timeout,
        Duration period,
        int successThreshold,
        int failureThreshold,
        Duration grace,
        boolean restarts) {

    private static final int DEFAULT_PERIOD = 10;
    private static final int DEFAULT_FAILURES = 3;

    /**
     * The probes of a container; each kind once at most.
     *
     * @param container the container's spec
     * @param grace how long it has to end when a probe does not say
     * @param restarts whether it is started again after a failure
     */
    public static List<ProbeSettings> of(Container container, Duration grace, boolean restarts) {
        List<ProbeSettings> found = new ArrayList<>();
        of(ProbeKind.STARTUP, container.getStartupProbe(), container, grace, restarts)
                .ifPresent(found::add);
        of(ProbeKind.READINESS, container.getReadinessProbe(), container, grace, restarts)
                .ifPresent(found::add);
        of(ProbeKind.LIVENESS, container.getLivenessProbe(), container, grace, restarts)
                .ifPresent(found::add);
        return found;
    }

    private static Optional<ProbeSettings> of(
            ProbeKind kind, @Nullable Probe probe, Container container, Duration otherwise, boolean restarts) {
        if (probe == null) {
            return Optional.empty();
        }
        Long grace = probe.getTerminationGracePeriodSeconds();
        return Optional.of(new ProbeSettings(
                kind,
                Actions.of(probe, container),
                Duration.ofSeconds(number(probe.getInitialDelaySeconds(), 0)),
                Duration.ofSeconds(number(probe.getTimeoutSeconds(), 1)),
                Duration.ofSeconds(number(probe.getPeriodSeconds(), DEFAULT_PERIOD)),
                number(probe.getSuccessThreshold(), 1),
                number(probe.getFailureThreshold(), DEFAULT_FAILURES),
                grace == null ? otherwise : Duration.ofSeconds(grace),
                restarts));
    }

    /** Zero stands for the default, as in the API. */
    private static int number(@Nullable Integer given, int otherwise) {
        return given == null || given <= 0 ? otherwise : given;
    }
}
