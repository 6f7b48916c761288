// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Podman;
import io.outrigger.spi.PodRef;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ShellProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A site whose pods are containers of this machine's podman, however it is reached. */
abstract class PodmanHarness implements ProviderHarness {

    private final Path directory;
    private final Podman podman = Podman.get();

    PodmanHarness(Path directory) {
        this.directory = directory;
    }

    /** Settings that every such site has. */
    Map<String, Object> settings() {
        return Map.of(
                "directory", directory.toString(),
                "runtime", "podman",
                "engine", podman.program().toString());
    }

    @Override
    public ContainerTemplate container(Program program) {
        return template(Podman.IMAGE, program);
    }

    @Override
    public ContainerTemplate otherImage(Program program) {
        return template(Podman.OTHER_IMAGE, program);
    }

    private ContainerTemplate template(String image, Program program) {
        if (program.steps().get(0) instanceof Program.EchoServer server) {
            return ContainerTemplate.of(
                    image, List.of("nc", "-ll", "-p", Integer.toString(server.port()), "-e", "cat"));
        }
        return ContainerTemplate.of(image, ShellProgram.command(program, this));
    }

    @Override
    public void kill(PodRef pod, String container) throws IOException {
        for (String found : podman.run(
                        "ps",
                        "-q",
                        "--filter",
                        "label=io.outrigger.uid=" + pod.uid(),
                        "--filter",
                        "label=io.outrigger.container=" + container)
                .split("\n")) {
            podman.run("kill", "--signal", "KILL", found);
        }
    }

    @Override
    public List<String> leftovers(PodRef pod) throws IOException {
        List<String> left = new ArrayList<>();
        Path files = directory.resolve("tck/edge/pods").resolve(pod.uid());
        if (Files.exists(files)) {
            left.add(files.toString());
        }
        String containers = podman.run("ps", "-a", "--filter", "label=io.outrigger.uid=" + pod.uid());
        containers.lines().skip(1).forEach(left::add);
        podman.run("pod", "ps", "--filter", "label=io.outrigger.uid=" + pod.uid())
                .lines()
                .skip(1)
                .forEach(left::add);
        ProcessHarness.processes(pod.uid()).forEach(process -> left.add("process " + process));
        return left;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Kills what runs, whatever the provider under test thinks of it; the directory goes with the test. */
    @Override
    public void close() throws IOException {
        ProcessHarness.killAll(directory.resolve("tck/edge/pods"));
        podman.run("pod", "rm", "-f", "-a", "-t", "0");
    }
}
