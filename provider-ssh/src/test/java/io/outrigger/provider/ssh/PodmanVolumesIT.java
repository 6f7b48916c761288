// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.end;
import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.PodmanSite.printed;
import static io.outrigger.provider.ssh.PodmanSite.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container of podman finds in its volumes. */
@NeedsPodman
@Tag("engine")
final class PodmanVolumesIT {

    @TempDir
    Path directory;

    private SiteHarness harness() throws Exception {
        return PodmanSite.open(directory.resolve("state"), "/bin/sh");
    }

    @Test
    void volumesAreAtTheirMountPathsAndContentIsReadOnly() throws Exception {
        try (SiteHarness harness = harness()) {
            Path onHost = Files.createDirectories(directory.resolve("given"));
            Files.writeString(onHost.resolve("file"), "from the host\n");
            PodsForTests pod = pod(PodsForTests.never(
                            "cat /settings/key /host/file /one; touch /settings/no || echo denied;"
                                    + " touch /scratch/yes && stat -c %a /scratch; echo bye >/dev/termination-log"))
                    .volume(
                            "settings",
                            volume -> volume.setConfigMap(new ConfigMapVolumeSource()),
                            new DesiredFile("key", "a value\n".getBytes(StandardCharsets.UTF_8), 0644))
                    .volume("scratch", volume -> volume.setEmptyDir(new EmptyDirVolumeSource()))
                    .volume(
                            "host",
                            volume -> volume.setHostPath(new io.fabric8.kubernetes.api.model.HostPathVolumeSource(
                                    onHost.toString(), "Directory")));
            main(
                    pod,
                    container -> container.setVolumeMounts(List.of(
                            new VolumeMountBuilder()
                                    .withName("settings")
                                    .withMountPath("/settings")
                                    .build(),
                            new VolumeMountBuilder()
                                    .withName("settings")
                                    .withMountPath("/one")
                                    .withSubPath("key")
                                    .build(),
                            new VolumeMountBuilder()
                                    .withName("scratch")
                                    .withMountPath("/scratch")
                                    .build(),
                            new VolumeMountBuilder()
                                    .withName("host")
                                    .withMountPath("/host")
                                    .withReadOnly(true)
                                    .build())));
            assertThat(printed(harness, pod))
                    .startsWith("a value\nfrom the host\na value\n")
                    .endsWith("denied\n777\n");
            assertThat(end(harness, pod.ref).message().strip()).isEqualTo("bye");
        }
    }

    @Test
    void aSubPathThatLeadsOutOfItsVolumeIsNotMounted() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never("ls /found").init("bad", "ln -s /etc /scratch/out"))
                    .volume("scratch", volume -> volume.setEmptyDir(new EmptyDirVolumeSource()));
            pod.with(each -> {
                each.getSpec()
                        .getInitContainers()
                        .get(0)
                        .setVolumeMounts(List.of(new VolumeMountBuilder()
                                .withName("scratch")
                                .withMountPath("/scratch")
                                .build()));
            });
            main(
                    pod,
                    container -> container.setVolumeMounts(List.of(new VolumeMountBuilder()
                            .withName("scratch")
                            .withMountPath("/found")
                            .withSubPath("out")
                            .build())));
            harness.site().apply(pod.build());
            SiteHarness.eventually(() -> assertThat(
                            harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                        assertThat(waiting.reason()).isEqualTo("CreateContainerError");
                        assertThat(waiting.message()).contains("out leads out of volume scratch");
                    }));
        }
    }

    @Test
    void aSubPathThatIsNotThereIsMadeButNotOutsideOfItsVolume() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            Path onHost = Files.createDirectory(directory.resolve("host"));
            Path outside = Files.createDirectory(directory.resolve("outside"));
            Files.createSymbolicLink(onHost.resolve("link"), outside);
            PodsForTests made = below(PodsForTests.always("touch /mnt/here; exec sleep 1000"), onHost, "not/there yet");
            harness.site().apply(made.build());
            SiteHarness.eventually(
                    () -> assertThat(onHost.resolve("not/there yet/here")).exists());

            PodsForTests leading = below(PodsForTests.always("exec sleep 1000"), onHost, "link/evil");
            harness.site().apply(leading.build());
            SiteHarness.eventually(() -> assertThat(
                            harness.container(leading.ref, "main").state())
                    .isInstanceOfSatisfying(
                            ContainerState.Waiting.class,
                            waiting -> assertThat(waiting.message()).contains("link/evil leads out of volume")));
            assertThat(outside).isEmptyDirectory();
        }
    }

    private static PodsForTests below(PodsForTests pod, Path onHost, String subPath) {
        PodsForTests mounting = pod(pod).volume(
                        "disk",
                        volume -> volume.setHostPath(
                                new io.fabric8.kubernetes.api.model.HostPathVolumeSource(onHost.toString(), "")));
        return main(
                mounting,
                container -> container.setVolumeMounts(List.of(new VolumeMountBuilder()
                        .withName("disk")
                        .withMountPath("/mnt")
                        .withSubPath(subPath)
                        .build())));
    }

    @Test
    void aPathOfTheHostThatIsNotWhatThePodSaysIsTold() throws Exception {
        try (SiteHarness harness = harness()) {
            Path missing = directory.resolve("missing");
            PodsForTests pod = pod(PodsForTests.never("true"))
                    .volume(
                            "disk",
                            volume -> volume.setHostPath(new io.fabric8.kubernetes.api.model.HostPathVolumeSource(
                                    missing.toString(), "Directory")));
            main(
                    pod,
                    container -> container.setVolumeMounts(List.of(new VolumeMountBuilder()
                            .withName("disk")
                            .withMountPath("/disk")
                            .build())));
            harness.site().apply(pod.build());
            SiteHarness.eventually(() -> assertThat(
                            harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(
                            ContainerState.Waiting.class,
                            waiting -> assertThat(waiting.message())
                                    .contains(
                                            "MountVolume.SetUp failed for volume \"disk\" : hostPath type check failed: "
                                                    + missing + " is not a directory")));
        }
    }

    @Test
    void newContentBelongsToTheGroupOfThePodAndScratchStaysAsTheContainerLeftIt() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod =
                    pod(PodsForTests.never("chmod 0700 /scratch; until grep -q new /config/key; do sleep 0.1; done;"
                            + " stat -L -c '%a %g' /config/key; stat -c %a /scratch"));
            pod.volume("scratch", volume -> volume.setEmptyDir(new EmptyDirVolumeSource()));
            pod.volume("config", volume -> volume.setConfigMap(new ConfigMapVolumeSource()), key("old"));
            pod.with(each -> each.getSpec()
                    .setSecurityContext(
                            new PodSecurityContextBuilder().withFsGroup(77L).build()));
            main(
                    pod,
                    container -> container.setVolumeMounts(List.of(
                            new VolumeMountBuilder()
                                    .withName("scratch")
                                    .withMountPath("/scratch")
                                    .build(),
                            new VolumeMountBuilder()
                                    .withName("config")
                                    .withMountPath("/config")
                                    .build())));
            run(harness, pod);
            pod.files.put("config", List.of(key("new")));
            pod.hash("2");
            assertThat(printed(harness, pod)).isEqualTo("440 77\n700\n");
        }
    }

    private static DesiredFile key(String content) {
        return new DesiredFile("key", content.getBytes(StandardCharsets.UTF_8), 0400);
    }

    @Test
    void aVolumeInMemoryHasItsSizeAndOutlivesContainersAndGoesWithThePod() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never("stat -f -c %T /fast; stat -c %a /fast; cat /fast/kept;"
                                    + " head -c 2000000 /dev/zero >/fast/large || echo full; stat -c %s /fast/large")
                            .init("first", "echo kept >/fast/kept"))
                    .volume(
                            "fast",
                            volume -> volume.setEmptyDir(new EmptyDirVolumeSource("Memory", new Quantity("1Mi"))));
            var mount = new VolumeMountBuilder()
                    .withName("fast")
                    .withMountPath("/fast")
                    .build();
            pod.with(each -> each.getSpec().getInitContainers().get(0).setVolumeMounts(List.of(mount)));
            main(pod, container -> container.setVolumeMounts(List.of(mount)));
            assertThat(printed(harness, pod)).startsWith("tmpfs\n777\nkept\n").endsWith("full\n1044480\n");
            String directory = harness.podDirectory(pod.ref).toString();
            assertThat(Files.readString(Path.of("/proc/mounts"))).contains(directory);
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(directory);
        }
    }
}
