// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes see of the volumes of their pod. */
final class VolumesIT {

    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    @TempDir
    Path directory;

    @EveryShell
    void twoPodsSeeTheirOwnTokensAtTheSamePath(String shell) throws Exception {
        assumeTrue(rootWithPrivateMounts(), "SKIPPED: needs root and unshare");
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests first = withToken("first-token");
            PodsForTests second = withToken("second-token");
            harness.site().apply(first.build());
            harness.site().apply(second.build());
            eventually(() -> assertThat(seen(harness, first)).contains("first-token"));
            eventually(() -> assertThat(seen(harness, second)).contains("second-token"));
            assertThat(Path.of(TOKEN_PATH, "token")).doesNotExist();
        }
    }

    @Test
    void changedContentAppearsAtOnceAndRestartsNothing() throws Exception {
        assumeTrue(rootWithPrivateMounts(), "SKIPPED: needs root and unshare");
        Path mount = directory.resolve("mounted");
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.always(
                            "while :; do cat " + mount + "/a/key >seen.new; mv seen.new seen; sleep 0.1; done")
                    .volume(
                            "settings",
                            volume -> volume.setConfigMap(new ConfigMapVolumeSource()),
                            file("a/key", "old"))
                    .with(each -> mount(each, "settings", mount.toString()));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(seen(harness, pod)).contains("old"));
            pod.files.put("settings", java.util.List.of(file("a/key", "new"), file("b", "more")));
            harness.site().apply(pod.hash("2").build());
            eventually(() -> assertThat(seen(harness, pod)).contains("new"));
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            Path volume = harness.podDirectory(pod.ref).resolve("volumes/settings");
            assertThat(volume.resolve("b")).hasContent("more");
            try (var names = Files.list(volume)) {
                assertThat(names.map(path -> path.getFileName().toString()))
                        .hasSize(4)
                        .contains("a", "b", "..data");
            }
        }
    }

    @Test
    void containersShareAnEmptyDirAndLeaveATerminationMessage() throws Exception {
        assumeTrue(rootWithPrivateMounts(), "SKIPPED: needs root and unshare");
        String mount = directory.resolve("shared").toString();
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.never("cat " + mount + "/greeting >/dev/termination-log; exit 4")
                    .init("before", "echo hello >" + mount + "/greeting")
                    .volume("shared", volume -> volume.setEmptyDir(new EmptyDirVolumeSource()))
                    .with(each -> mount(each, "shared", mount));
            pod.pod
                    .getSpec()
                    .getInitContainers()
                    .get(0)
                    .getVolumeMounts()
                    .addAll(pod.pod.getSpec().getContainers().get(0).getVolumeMounts());
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Terminated.class, end -> {
                        assertThat(end.exitCode()).isEqualTo(4);
                        assertThat(end.message()).isEqualTo("hello");
                    }));
        }
    }

    @Test
    void theEndOfTheLogIsTheMessageWhenThePodWantsThat() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.never("echo it broke; exit 1")
                    .with(each ->
                            each.getSpec().getContainers().get(0).setTerminationMessagePolicy("FallbackToLogsOnError"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(
                            ContainerState.Terminated.class,
                            end -> assertThat(end.message()).isEqualTo("it broke")));
        }
    }

    private PodsForTests withToken(String token) {
        return PodsForTests.always("cat " + TOKEN_PATH + "/token >seen; sleep 1000")
                .volume(
                        "kube-api-access",
                        volume -> volume.setProjected(new io.fabric8.kubernetes.api.model.ProjectedVolumeSource()),
                        file("token", token))
                .with(pod -> mount(pod, "kube-api-access", TOKEN_PATH));
    }

    private static void mount(io.fabric8.kubernetes.api.model.Pod pod, String volume, String path) {
        VolumeMount mount = new VolumeMount();
        mount.setName(volume);
        mount.setMountPath(path);
        pod.getSpec().getContainers().get(0).getVolumeMounts().add(mount);
    }

    private static DesiredFile file(String path, String content) {
        return new DesiredFile(path, content.getBytes(StandardCharsets.UTF_8), 0644);
    }

    private static Optional<String> seen(SiteHarness harness, PodsForTests pod) throws Exception {
        Path seen = harness.podDirectory(pod.ref).resolve("work/seen");
        return Files.exists(seen) ? Optional.of(Files.readString(seen)) : Optional.empty();
    }

    static boolean rootWithPrivateMounts() throws Exception {
        return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
    }
}
