// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.provider.ssh.ShellsForTests;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the volumes of a pod before they are mounted. */
final class BindScriptTest {

    @TempDir
    Path directory;

    @Test
    void theGroupOfAPodReadsItsContentAndWritesItsScratch() throws Exception {
        for (String shell : ShellsForTests.all()) {
            Path pod = Files.createTempDirectory(directory, "pod");
            Path content = file(pod.resolve("volumes/content/..1/key"), "r--------");
            Path shown = file(pod.resolve("volumes/content/..1/shown"), "r--r--r--");
            Path program = file(pod.resolve("volumes/scratch/program"), "rwx------");
            Path outside = file(pod.resolve("outside"), "rw-------");
            Files.createSymbolicLink(pod.resolve("volumes/scratch/link"), outside);

            String script = "volumes=$PWD/volumes\nfail() { echo \"$1\" >&2; exit 125; }\nset --\n" + script(pod);
            Process run = new ProcessBuilder(shell, "-c", script)
                    .directory(pod.toFile())
                    .inheritIO()
                    .start();
            assertThat(run.waitFor()).isZero();
            assertThat(mode(content)).isEqualTo("r--r-----");
            assertThat(mode(shown)).isEqualTo("r--r--r--");
            assertThat(mode(program)).isEqualTo("rwxrw----");
            assertThat(mode(outside)).isEqualTo("rw-------");
            assertThat(setsGroup(pod.resolve("volumes/content/..1"))).isTrue();
            assertThat(setsGroup(pod.resolve("volumes/scratch"))).isTrue();
        }
    }

    private static String script(Path directory) throws Exception {
        Container container = new ContainerBuilder().withName("main").build();
        long group = ((Number) Files.getAttribute(directory, "unix:gid")).longValue();
        Pod pod = new PodBuilder()
                .withNewSpec()
                .withNewSecurityContext()
                .withFsGroup(group)
                .endSecurityContext()
                .addNewVolume()
                .withName("content")
                .withNewConfigMap()
                .endConfigMap()
                .endVolume()
                .addNewVolume()
                .withName("scratch")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .withContainers(container)
                .endSpec()
                .build();
        PodRef ref = new PodRef("default", "web", "uid-1");
        DesiredPod desired = new DesiredPod(ref, pod, Map.of(), Map.of(), List.of(), "1");
        return new BindScript(desired, container, Engine.PODMAN).text();
    }

    private static Path file(Path path, String mode) throws Exception {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "content");
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static boolean setsGroup(Path path) throws Exception {
        return (((Number) Files.getAttribute(path, "unix:mode")).intValue() & 02000) != 0;
    }
}
