// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pods on a host with podman are given, and what happens when they want more or take it. */
@EndToEnd
@NeedsPodman
class ResizeEndToEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STATUS = "{.status.containerStatuses[0]";

    private static EdgeSite site;

    @BeforeAll
    static void open(ControlPlane controlPlane, @TempDir Path directory) {
        String provider = "provider: local\nsettings:\n  runtime: podman\n  engine: "
                + Podman.get().program() + "\n  directory: " + directory + "\n";
        site = new EdgeSite(controlPlane, "resizing", provider);
        site.open();
    }

    @AfterAll
    static void close() {
        site.kubectl("delete", "pod", "--all", "--grace-period=0", "--force");
        site.close();
    }

    private static String pod(String name, String script, String fields) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: %s
                    command: [sh, -c, "trap 'exit 0' TERM; %s; while :; do sleep 0.1; done"]
                    resources: {requests: {cpu: 100m, memory: 16Mi}, limits: {cpu: 200m, memory: 64Mi}}
                """.formatted(name, Podman.IMAGE, script) + fields.indent(4);
    }

    private static CommandResult resize(String pod, String requests, String limits) {
        String patch =
                "{\"spec\":{\"containers\":[{\"name\":\"main\",\"resources\":{\"requests\":{%s},\"limits\":{%s}}}]}}"
                        .formatted(requests, limits);
        return site.kubectl("patch", "pod", pod, "--subresource", "resize", "--patch", patch);
    }

    private static String condition(String type, String field) {
        return "{.status.conditions[?(@.type==\"" + type + "\")]." + field + "}";
    }

    private static void awaitEvent(String pod, String pattern) {
        site.await(
                "pod/" + pod,
                PATIENCE,
                () -> assertThat(site.kubectl("describe", "pod", pod).orThrow()).containsPattern(pattern));
    }

    @Test
    void aRunningContainerGetsOtherLimitsAndIsNotStartedAgain() {
        site.apply(pod("growing", "true", ""));
        site.awaitRunning("growing");
        site.await("pod/growing", STATUS + ".resources.limits.memory}", "64Mi");
        String started = site.field("pod/growing", STATUS + ".state.running.startedAt}");
        String quality = site.field("pod/growing", "{.status.qosClass}");

        resize("growing", "\"cpu\":\"150m\"", "\"cpu\":\"300m\",\"memory\":\"96Mi\"")
                .orThrow();
        site.await("pod/growing", STATUS + ".resources.limits.memory}", "96Mi");
        assertThat(site.field("pod/growing", STATUS + ".resources.limits.cpu}")).isEqualTo("300m");
        assertThat(site.field("pod/growing", STATUS + ".resources.requests.memory}"))
                .isEqualTo("16Mi");
        assertThat(site.field("pod/growing", STATUS + ".allocatedResources.cpu}"))
                .isEqualTo("150m");
        site.await("pod/growing", condition("PodResizeInProgress", "status"), "");
        assertThat(site.kubectl(
                                "exec",
                                "growing",
                                "--",
                                "sh",
                                "-c",
                                "cat /sys/fs/cgroup/memory.max || cat /sys/fs/cgroup/memory/memory.limit_in_bytes")
                        .stdout())
                .isEqualTo((96 << 20) + "\n");
        assertThat(site.field("pod/growing", STATUS + ".state.running.startedAt}"))
                .isEqualTo(started);
        assertThat(site.restarts("growing")).isZero();
        assertThat(site.field("pod/growing", "{.status.qosClass}")).isEqualTo(quality);
        awaitEvent("growing", "Normal +ResizeStarted .* Pod resize started: \\{\"containers\":\\[\\{\"name\":\"main\"");
        awaitEvent("growing", "Normal +ResizeCompleted .* Pod resize completed: .*\"generation\":[23]}");
    }

    @Test
    void aPolicyThatWantsARestartGetsOne() {
        site.apply(pod("restarting", "true", "resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]"));
        site.awaitRunning("restarting");
        resize("restarting", "\"cpu\":\"120m\"", "\"cpu\":\"240m\"").orThrow();
        site.await("pod/restarting", STATUS + ".restartCount}", "1");
        site.await("pod/restarting", STATUS + ".resources.limits.cpu}", "240m");
        awaitEvent("restarting", "Normal +Killing .* Container main resize requires restart");
    }

    @Test
    void weatherMemoryInUseIsNotTakenAway() {
        site.apply(pod("full", "head -c 25165824 /dev/zero >/dev/shm/used; touch /ready", ""));
        site.awaitRunning("full");
        site.await(
                "pod/full",
                PATIENCE,
                () -> assertThat(site.kubectl("exec", "full", "--", "test", "-e", "/ready")
                                .succeeded())
                        .isTrue());
        resize("full", "", "\"memory\":\"20Mi\"").orThrow();
        site.await("pod/full", condition("PodResizeInProgress", "reason"), "Error");
        assertThat(site.field("pod/full", condition("PodResizeInProgress", "message")))
                .startsWith(
                        "cannot decrease memory limits: attempting to set container \"main\" memory limit (20971520)"
                                + " below current usage (");
        // The second or, where the pod's tolerations were set before, the third.
        assertThat(site.field("pod/full", condition("PodResizeInProgress", "observedGeneration")))
                .isIn("2", "3");
        assertThat(site.field("pod/full", STATUS + ".resources.limits.memory}")).isEqualTo("64Mi");
        awaitEvent("full", "Warning +ResizeError .* Pod resize error: .*cannot decrease memory limits");

        site.kubectl("exec", "full", "--", "rm", "/dev/shm/used").orThrow();
        site.await("pod/full", STATUS + ".resources.limits.memory}", "20Mi");
        site.await("pod/full", condition("PodResizeInProgress", "status"), "");
        assertThat(site.restarts("full")).isZero();
    }

    @Test
    void weatherTheNodeHasNoRoomForWhatIsAskedFor() {
        site.apply(pod("neighbour", "true", "") + "---\n" + pod("hungry", "true", ""));
        site.awaitRunning("neighbour");
        site.awaitRunning("hungry");
        int processors = Runtime.getRuntime().availableProcessors();
        resize("hungry", "\"cpu\":\"" + processors + "\"", "\"cpu\":\"" + processors + "\"")
                .orThrow();
        site.await("pod/hungry", condition("PodResizePending", "reason"), "Deferred");
        assertThat(site.field("pod/hungry", condition("PodResizePending", "message")))
                .startsWith("Node didn't have enough resource: cpu, requested: " + processors + "000, used: ");
        assertThat(site.field("pod/hungry", STATUS + ".allocatedResources.cpu}"))
                .isEqualTo("100m");
        awaitEvent("hungry", "Warning +ResizeDeferred .* Pod resize Deferred: ");

        site.kubectl("delete", "pod", "--field-selector", "metadata.name!=hungry")
                .orThrow();
        site.await("pod/hungry", STATUS + ".resources.limits.cpu}", Integer.toString(processors));
        site.await("pod/hungry", condition("PodResizePending", "status"), "");
        assertThat(site.restarts("hungry")).isZero();
    }

    @Test
    void aPodThatPutsTooMuchIntoAVolumeIsEvicted() {
        site.apply(pod("greedy", "head -c 2097152 /dev/zero >/scratch/much", """
                volumeMounts: [{name: v, mountPath: /scratch}]
                """)
                + "  volumes: [{name: v, emptyDir: {sizeLimit: 1Mi}}]\n");
        site.await("pod/greedy", "{.status.phase}", "Failed");
        assertThat(site.field("pod/greedy", "{.status.reason}")).isEqualTo("Evicted");
        assertThat(site.field("pod/greedy", "{.status.message}"))
                .isEqualTo("Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". ");
        assertThat(site.field("pod/greedy", STATUS + ".state.terminated.exitCode}"))
                .isNotEmpty();
        assertThat(site.restarts("greedy")).isZero();
        awaitEvent("greedy", "Warning +Evicted .* Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\"");
    }
}
