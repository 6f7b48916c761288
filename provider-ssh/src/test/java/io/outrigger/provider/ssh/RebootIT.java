// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that is switched off and on again with nobody connected: its pods run before anybody comes back. */
@Timeout(120)
final class RebootIT {

    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    /** Processes, on a host that is reached by SSH. */
    @Nested
    @NeedsOpenSsh
    class Processes {

        @Test
        void weatherTheHostIsSwitchedOffWhileNobodyIsConnected() throws Exception {
            try (SshHost host = new SshHost()) {
                SiteHarness site = host.open();
                PodsForTests pod = PodsForTests.always("echo begun; exec sleep 1000");
                site.site().apply(pod.build());
                awaitRunning(site, pod.ref);
                site.site().close();

                ProcessHarness.killAll(host.directory().resolve("test/edge/pods"));
                Path node = host.directory().resolve("test/edge");
                start(node);
                Path state = node.resolve("pods/" + pod.ref.uid() + "/containers/main/state");
                eventually(() ->
                        assertThat(state).content().contains("\nrestarts 1\n").contains("phase running\n"));

                goesOnUnderItsUid(host.open(), pod.ref);
            }
        }
    }

    /** Containers of podman, whose own records of what ran are as old as the power cut. */
    @Nested
    @NeedsPodman
    class Containers {

        @TempDir
        Path directory;

        @Test
        void weatherTheHostIsSwitchedOffWhileNobodyIsConnected() throws Exception {
            try (SiteHarness site = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
                PodsForTests pod = PodmanSite.pod(
                        PodsForTests.always("echo begun; trap 'exit 0' TERM; while :; do sleep 0.1; done"));
                PodmanSite.run(site, pod);
                site.site().close();
                Path node = site.directory.resolve("test/edge");

                ProcessHarness.killAll(node.resolve("pods"));
                Podman.get().run("kill", "--all", "--signal", "KILL");
                start(node);
                Path state = node.resolve("pods/" + pod.ref.uid() + "/containers/main/state");
                eventually(() ->
                        assertThat(state).content().contains("\nrestarts 1\n").contains("phase running\n"));

                site.restart();
                goesOnUnderItsUid(site, pod.ref);
            }
        }
    }

    private static void awaitRunning(SiteHarness site, PodRef pod) {
        eventually(() -> assertThat(site.container(pod, "main").state()).isInstanceOf(ContainerState.Running.class));
    }

    private static void goesOnUnderItsUid(SiteHarness site, PodRef pod) {
        awaitRunning(site, pod);
        ObservedContainer main = site.container(pod, "main");
        assertThat(main.restarts()).isEqualTo(1);
        assertThat(main.lastTermination()).isNotNull();
        assertThat(main.lastTermination().exitCode()).isEqualTo(255);
        assertThat(main.lastTermination().reason()).isEqualTo("Unknown");
    }

    /** What a host runs when it starts: the program there finds another boot id. */
    private static void start(Path node) throws IOException, InterruptedException {
        Path boot = Files.writeString(node.resolve("boot_id"), "another\n");
        Path program;
        try (var found = Files.find(node.resolve("bin"), 2, (path, attributes) -> path.endsWith("pod-supervisor.sh"))) {
            program = found.findFirst().orElseThrow();
        }
        Files.writeString(program, Files.readString(program).replace(BOOT_ID, boot.toString()));
        Process started = new ProcessBuilder("/bin/sh", program.toString(), "boot", "/bin/sh", node.toString())
                .inheritIO()
                .start();
        assertThat(started.waitFor()).isZero();
    }
}
