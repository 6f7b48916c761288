// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the script of a sandbox with an engine that only writes down its words, on a host of a directory. */
final class SandboxRun {

    static final PodRef POD = new PodRef("shop", "web", "uid-1");

    final Path host;
    private final Path pod;

    SandboxRun(Path directory) throws IOException {
        Path root = Files.createTempDirectory(directory, "run");
        host = Files.createDirectories(root.resolve("host"));
        pod = Files.createDirectories(root.resolve("pod"));
        Files.createDirectories(host.resolve("etc"));
        Path engine = pod.resolve("engine");
        Files.writeString(engine, "#!/bin/sh\nprintf '%s\\n' \"$@\" >>words\n");
        Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwx------"));
    }

    static DesiredPod pod(Consumer<PodSpec> change) {
        PodSpec spec = new PodSpec();
        change.accept(spec);
        return new DesiredPod(POD, new PodBuilder().withSpec(spec).build(), Map.of(), Map.of(), List.of(), "1");
    }

    SandboxRun hostFile(String path, String content) throws IOException {
        Files.createDirectories(host.resolve(path).getParent());
        Files.writeString(host.resolve(path), content);
        return this;
    }

    /** Makes the sandbox; what the script printed is none of it. */
    void create(String shell, DesiredPod desired, ClusterNames cluster) throws Exception {
        assertThat(run(shell, desired, cluster, "create", "./engine")).isEmpty();
    }

    String hosts(String shell, DesiredPod desired, ClusterNames cluster) throws Exception {
        return run(shell, desired, cluster, "hosts", "192.0.2.9");
    }

    private String run(String shell, DesiredPod desired, ClusterNames cluster, String word, String argument)
            throws Exception {
        Labels labels = new Labels("test", "edge", desired);
        String script = new SandboxScript(desired, Engine.PODMAN, "", cluster, labels)
                .text()
                .replaceAll("(?m)^( *host_root=)$", "$1'" + host + "'");
        Files.writeString(pod.resolve("sandbox"), script);
        ProcessBuilder builder = new ProcessBuilder(shell, "sandbox", word, argument)
                .directory(pod.toFile())
                .redirectErrorStream(true)
                .redirectOutput(pod.resolve("said").toFile());
        builder.environment().put("OUTRIGGER_POD", POD.uid());
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("ended under " + shell)
                .isTrue();
        String said = Files.readString(pod.resolve("said"));
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    List<String> words() throws IOException {
        return Files.readAllLines(pod.resolve("words"));
    }

    /** A file of the pod's; empty when there is none. */
    String file(String name) throws IOException {
        return Files.exists(pod.resolve(name)) ? Files.readString(pod.resolve(name)) : "";
    }

    boolean has(String name) {
        return Files.exists(pod.resolve(name));
    }
}
