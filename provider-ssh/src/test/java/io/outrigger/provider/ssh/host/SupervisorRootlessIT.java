// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What the program on the host makes of a podman that an ordinary account has. */
@Tag("shell")
final class SupervisorRootlessIT {

    private static final String TWO_RANGES = "echo '0 1000 1'; echo '1 100000 65536'";

    @TempDir
    Path directory;

    @EveryShell
    void aHostThatIsPreparedForItRunsContainersWithoutRoot(String shell) throws Exception {
        try (SupervisedPod pod = host(shell, TWO_RANGES, "[cpuset cpu io memory pids]")) {
            assertThat(prepare(pod, "auto"))
                    .contains("runtime podman 4.3.1\n", "limits\n", "ports 80\n")
                    .doesNotContain("networks\n");
            assertThat(node(pod)).doesNotContain("complaint");
        }
    }

    @EveryShell
    void whatIsMissingMakesItRunProcessesAndTheNodeSaysWhatItIs(String shell) throws Exception {
        try (SupervisedPod pod = host(shell, "echo '0 1000 1'", "[]")) {
            assertThat(prepare(pod, "auto")).doesNotContain("runtime");
            assertThat(node(pod)).contains("complaint podman: the account has no range of users");
        }
        try (SupervisedPod pod = host(shell, TWO_RANGES, "[]")) {
            Files.delete(directory.resolve("dev/net/tun"));
            assertThat(prepare(pod, "auto")).doesNotContain("runtime");
            assertThat(node(pod)).contains("complaint podman: /dev/net/tun is not open to the account");
            // Whoever asks for it by name gets it, without what it cannot do.
            assertThat(prepare(pod, "podman"))
                    .contains("runtime podman 4.3.1\n", "ports 80\n")
                    .doesNotContain("limits\n");
            assertThat(node(pod)).doesNotContain("complaint");
        }
    }

    private SupervisedPod host(String shell, String ranges, String controllers) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        program(bin, "slirp4netns", "exit 0");
        program(
                bin,
                "podman",
                "case $1 in unshare) " + ranges + " ;; info) echo '" + controllers
                        + "' ;; version) echo 4.3.1 ;; esac");
        Files.createDirectories(directory.resolve("dev/net"));
        Files.writeString(directory.resolve("dev/net/tun"), "");
        Path kernel = Files.createDirectories(directory.resolve("proc/sys/net/ipv4"));
        Files.writeString(kernel.resolve("ip_unprivileged_port_start"), "80\n");
        return new SupervisedPod(directory, shell)
                .functions("id() { echo 1000; }\nhost_root=" + directory + "\nPATH=" + bin + ":$PATH\n");
    }

    private static void program(Path bin, String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String prepare(SupervisedPod pod, String wanted) throws IOException {
        return SupervisedPod.end(pod.begin("prepare", pod.node, wanted));
    }

    private static String node(SupervisedPod pod) throws IOException {
        return SupervisedPod.end(pod.begin("node", pod.node));
    }
}
