// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.provider.ssh.probe.Standing;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.ObservedResources;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a report into what the core wants to hear, in the kubelet's words. */
final class PodObservation {

    private PodObservation() {}

    static ObservedPod of(PodRecord record, PodReport report) {
        boolean initialized = record.containers().stream()
                .filter(ContainerRecord::init)
                .allMatch(init -> passed(init, report.container(init.name())));
        List<ObservedContainer> containers = record.containers().stream()
                .map(container -> report.damaged().contains("containers/" + container.name() + "/state")
                        ? unread(container)
                        : container(record, container, report, initialized))
                .toList();
        List<String> addresses = report.addresses().isEmpty() ? record.podIps() : report.addresses();
        return new ObservedPod(record.ref(), addresses, containers, report.failure());
    }

    /** Its state file is damaged and was not written anew in time: what runs is not known, and nothing is made up. */
    private static ObservedContainer unread(ContainerRecord container) {
        return new ObservedContainer(
                container.name(),
                new ContainerState.Waiting("ContainerStatusUnknown", "the state file of the container is damaged"),
                null,
                container.restarts(),
                false,
                false,
                container.image(),
                "",
                "");
    }

    private static ObservedContainer container(
            PodRecord pod, ContainerRecord container, PodReport whole, boolean initialized) {
        ContainerReport report = whole.container(container.name());
        // Nobody looks after it, so it is not on its way, and nobody begins to.
        boolean over = whole.stopping() && report.phase() == ContainerReport.Phase.WAITING && !report.runnerAlive();
        ContainerState state = over ? end(pod, container, report) : state(pod, container, report, initialized);
        boolean running = state instanceof ContainerState.Running;
        Standing standing = standing(container, report);
        long restarts = report.number("restarts", container.restarts());
        return new ObservedContainer(
                container.name(),
                state,
                state instanceof ContainerState.Terminated
                        ? termination(pod, container, report.before(), restarts - 1)
                        : termination(pod, container, report, previous(report)),
                (int) restarts,
                container.init() && !container.sidecar() ? succeeded(report) : running && standing.ready(),
                running && standing.started(),
                container.image(),
                report.state().getOrDefault("image_id", ""),
                report.phase() == ContainerReport.Phase.WAITING ? "" : containerId(pod, container, report, restarts),
                resources(report, running));
    }

    /** What an instance has that was started before this could be told is not known. */
    private static @Nullable ObservedResources resources(ContainerReport report, boolean running) {
        Optional<ResourceLine> allocated = report.allocated();
        Optional<ResourceLine> actual = running ? report.given() : allocated;
        return allocated.isEmpty() || actual.isEmpty()
                ? null
                : new ObservedResources(
                        allocated.get().amounts(),
                        actual.get().amounts(),
                        running ? report.state().getOrDefault("resize_problem", "") : "");
    }

    private static ContainerState state(
            PodRecord pod, ContainerRecord container, ContainerReport report, boolean initialized) {
        return switch (report.phase()) {
            case WAITING -> waiting(report, initialized);
            case RUNNING -> running(pod, container, report);
            case BACKOFF ->
                new ContainerState.Waiting(
                        "CrashLoopBackOff",
                        "back-off " + goDuration(report.number("delay", 0)) + " restarting failed container="
                                + container.name() + " pod=" + pod.ref());
            case TERMINATED -> end(pod, container, report);
        };
    }

    private static ContainerState end(PodRecord pod, ContainerRecord container, ContainerReport report) {
        ContainerState.Terminated ended =
                termination(pod, container, report, report.number("restarts", container.restarts()));
        return ended != null ? ended : unknown(pod, container, report);
    }

    /** A runtime that fetches images tells why the container waits; init containers are told of as they are. */
    private static ContainerState waiting(ContainerReport report, boolean initialized) {
        String reason = report.state().getOrDefault("waiting", "");
        return reason.isEmpty()
                ? new ContainerState.Waiting(initialized ? "ContainerCreating" : "PodInitializing", "")
                : new ContainerState.Waiting(reason, report.state().getOrDefault("why", ""));
    }

    private static ContainerState running(PodRecord pod, ContainerRecord container, ContainerReport report) {
        // A runner that lives is about to tell how the container ended.
        if (report.processAlive() || report.runnerAlive()) {
            return new ContainerState.Running(report.time("started"));
        }
        return unknown(pod, container, report);
    }

    private static ContainerState.Terminated unknown(PodRecord pod, ContainerRecord container, ContainerReport report) {
        return new ContainerState.Terminated(
                137,
                0,
                "ContainerStatusUnknown",
                "The container could not be located when the pod was terminated",
                report.time("started"),
                report.time("started"),
                containerId(pod, container, report, report.number("restarts", container.restarts())));
    }

    private static ContainerState.@Nullable Terminated termination(
            PodRecord pod, ContainerRecord container, ContainerReport report, long instance) {
        if (report.exitCode().isEmpty()) {
            return null;
        }
        return new ContainerState.Terminated(
                report.exitCode().getAsInt(),
                0,
                report.state().getOrDefault("reason", "Error"),
                report.message(),
                report.time("exit_started"),
                report.time("exit_finished"),
                containerId(pod, container, report, instance));
    }

    /** The instance that ended last, while another one runs or is to run. */
    private static long previous(ContainerReport report) {
        long current = report.number("restarts", 0);
        return report.phase() == ContainerReport.Phase.BACKOFF ? current : current - 1;
    }

    /** Whether the containers after an init container may start. */
    private static boolean passed(ContainerRecord container, ContainerReport report) {
        return container.sidecar()
                ? report.processAlive() && standing(container, report).started()
                : succeeded(report);
    }

    private static Standing standing(ContainerRecord container, ContainerReport report) {
        return container.life() == null
                ? new Standing(true, true)
                : container.life().standing(report);
    }

    private static boolean succeeded(ContainerReport report) {
        return report.phase() == ContainerReport.Phase.TERMINATED
                && report.exitCode().orElse(-1) == 0;
    }

    /** What the runtime itself calls the instance. */
    private static String containerId(PodRecord pod, ContainerRecord container, ContainerReport report, long instance) {
        return report.runtime().equals(HostRuntime.PROCESS)
                ? "process://" + pod.uid() + "." + container.name() + "." + instance
                : report.runtime() + "://outrigger-" + pod.uid() + "-" + container.name() + "-" + instance;
    }

    /** As Go prints a duration: {@code 40s}, {@code 1m20s}, {@code 5m0s}. */
    private static String goDuration(long seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
