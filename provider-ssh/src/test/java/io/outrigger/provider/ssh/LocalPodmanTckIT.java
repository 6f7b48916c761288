// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import io.outrigger.tck.ShellProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The provider {@code local} keeps the contract with containers of podman. */
@WithPodman
@Tag("engine")
class LocalPodmanTckIT extends ProviderTck {

    @TempDir
    private Path directory;

    @Override
    protected ProviderHarness harness() {
        return new PodmanHarness(directory.resolve("state"), PodmanForTests.get());
    }

    /** A site in a directory of its own, whose containers are podman's. */
    private static final class PodmanHarness implements ProviderHarness {

        private final Path directory;
        private final PodmanForTests podman;

        PodmanHarness(Path directory, PodmanForTests podman) {
            this.directory = directory;
            this.podman = podman;
        }

        @Override
        public ProviderFactory factory() {
            return new LocalProviderFactory();
        }

        @Override
        public SiteSpec site() {
            return SiteSpec.of(
                    "edge",
                    "local",
                    Map.of(
                            "directory",
                            directory.toString(),
                            "runtime",
                            "podman",
                            "engine",
                            podman.program().toString()));
        }

        @Override
        public ContainerTemplate container(Program program) {
            return template(PodmanForTests.IMAGE, program);
        }

        @Override
        public ContainerTemplate otherImage(Program program) {
            return template(PodmanForTests.OTHER_IMAGE, program);
        }

        private ContainerTemplate template(String image, Program program) {
            if (program.steps().get(0) instanceof Program.EchoServer server) {
                return ContainerTemplate.of(
                        image, List.of("nc", "-ll", "-p", Integer.toString(server.port()), "-e", "cat"));
            }
            return ContainerTemplate.of(image, ShellProgram.command(program, this));
        }

        @Override
        public Set<Capability> lacks() {
            return EnumSet.of(Capability.LINK);
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
        public boolean isThreadOfLibrary(String name) {
            return name.equals("FileSystemWatchService");
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
}
