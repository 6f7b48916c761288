// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.outrigger.provider.ssh.Commands.Result;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

/** What a command in a container sees, and what comes back, under every shell. */
class ExecIT {

    private static final List<String> HOSTILE = List.of(
            "$(touch pwned)",
            "`touch pwned`",
            "'; touch pwned; '",
            "\"; touch pwned; \"",
            "\\'; touch pwned #",
            "line\nbreak; touch pwned\n",
            "${IFS}",
            "*",
            "~",
            "-n",
            "--",
            "a=b",
            "\r\t\u0001\u007f",
            "\u00e9\u20ac\ud83d\ude00",
            "",
            " ");

    @TempDir
    private Path directory;

    @EveryShell
    void outputErrorAndExitCodeComeBackApart(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = running(host);
            Result result = Commands.run(host.site(), pod.ref(), null, "sh", "-c", "echo out; echo err >&2; exit 7");
            assertThat(result).isEqualTo(new Result(7, "out\n", "err\n"));
        }
    }

    /** What a shell starts in the background ignores two signals, and passes that on to all it starts. */
    @EveryShell
    void aCommandCanBeInterruptedAlthoughTheProgramRunsInTheBackground(String shell) throws Exception {
        Path deaf = directory.resolve("deaf");
        Files.writeString(deaf, "#!/bin/sh\ntrap '' INT QUIT\nexec " + shell + " \"$@\"\n");
        assertThat(deaf.toFile().setExecutable(true)).isTrue();
        try (SiteHarness host = new SiteHarness(directory.resolve("state"), deaf.toString())) {
            DesiredPod pod = running(host);
            Result result = Commands.run(host.site(), pod.ref(), null, "grep", "SigIgn", "/proc/self/status");
            long ignored = Long.parseLong(result.output().replace("SigIgn:", "").strip(), 16);
            assertThat(ignored & 0b110)
                    .as("SIGINT and SIGQUIT in %s", result.output())
                    .isZero();
        }
    }

    @EveryShell
    void theEndOfTheInputReachesTheCommand(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = running(host);
            assertThat(Commands.run(host.site(), pod.ref(), "one\ntwo\n", "wc", "-l")
                            .output()
                            .strip())
                    .isEqualTo("2");
            assertThat(Commands.run(host.site(), pod.ref(), null, "cat")).isEqualTo(new Result(0, "", ""));
        }
    }

    @EveryShell
    void aCommandHasTheEnvironmentTheDirectoryAndTheVolumesOfItsContainer(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = PodsForTests.always(
                            "echo \"$COLOUR $PWD $HOSTNAME $OUTRIGGER_VOLUMES\" >seen; exec sleep 1000")
                    .environment("main", Map.of("COLOUR", "it's\nblue $(date)"))
                    .build();
            host.site().apply(pod);
            SiteHarness.eventually(() -> assertThat(Commands.run(
                                    host.site(),
                                    pod.ref(),
                                    null,
                                    "sh",
                                    "-c",
                                    "cat seen; echo \"$COLOUR $PWD $HOSTNAME $OUTRIGGER_VOLUMES\" | cmp - seen")
                            .exitCode())
                    .isZero());
            assertThat(Commands.run(host.site(), pod.ref(), null, "env").output())
                    .contains("COLOUR=it's\nblue $(date)\n")
                    .doesNotContain("OUTRIGGER_CONTAINER=")
                    .doesNotContain("TERM=");
        }
    }

    @EveryShell
    void noShellParsesAnyWord(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = running(host);
            List<String> command = new ArrayList<>(List.of("printf", "%s\\0"));
            command.addAll(HOSTILE);
            Result result = Commands.run(host.site(), pod.ref(), null, command.toArray(String[]::new));
            assertThat(List.of(result.output().split("\0", -1)).subList(0, HOSTILE.size()))
                    .isEqualTo(HOSTILE);
            assertThat(host.podDirectory(pod.ref()).resolve("work")).isEmptyDirectory();
        }
    }

    @EveryShell
    void aCommandSeesTheMountsOfItsContainer(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory.resolve("state"), shell)) {
            Path mounted = directory.resolve("mounted");
            DesiredPod pod = PodsForTests.always("exec sleep 1000")
                    .volume(
                            "config",
                            volume -> volume.setConfigMap(new ConfigMapVolumeSource()),
                            new DesiredFile("greeting", "hello\n".getBytes(StandardCharsets.UTF_8), 0644))
                    .with(spec -> spec.getSpec()
                            .getContainers()
                            .get(0)
                            .setVolumeMounts(List.of(new VolumeMountBuilder()
                                    .withName("config")
                                    .withMountPath(mounted.toString())
                                    .build())))
                    .build();
            Assumptions.assumeTrue(accepted(host, pod), "this host allows no private mounts");
            SiteHarness.eventually(() -> assertThat(Commands.run(
                                    host.site(),
                                    pod.ref(),
                                    null,
                                    "cat",
                                    mounted.resolve("greeting").toString())
                            .output())
                    .isEqualTo("hello\n"));
            assertThat(mounted.resolve("greeting")).doesNotExist();
        }
    }

    private static boolean accepted(SiteHarness host, DesiredPod pod) throws Exception {
        try {
            host.site().apply(pod);
            return true;
        } catch (ProviderException exception) {
            assertThat(exception).hasMessageContaining("needs private mounts");
            return false;
        }
    }

    @EveryShell
    void whatCannotBeRunHasTheExitCodesOfAShell(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = running(host);
            Result unknown = Commands.run(host.site(), pod.ref(), null, "no-such-program", "x");
            assertThat(unknown.exitCode()).isEqualTo(127);
            assertThat(unknown.error()).contains("no-such-program");
            assertThat(Commands.run(host.site(), pod.ref(), null, "/etc/passwd").exitCode())
                    .isEqualTo(126);
            assertThat(Commands.run(host.site(), pod.ref(), null, "sh", "-c", "kill -9 $$")
                            .exitCode())
                    .isEqualTo(137);
            assertThat(Commands.run(host.site(), pod.ref(), null, "sh", "-c", "kill -15 $$")
                            .exitCode())
                    .isEqualTo(143);
        }
    }

    @EveryShell
    void aCommandLeadsASessionOfItsOwn(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = running(host);
            String[] stat = Commands.run(host.site(), pod.ref(), null, "cat", "/proc/self/stat")
                    .output()
                    .split(" ");
            assertThat(List.of(stat[4], stat[5])).containsOnly(stat[0]);
        }
    }

    @EveryShell
    void theContainerDoesNotNoticeACommand(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod pod = running(host);
            var before = host.container(pod.ref(), "main");
            assertThat(Commands.run(host.site(), pod.ref(), null, "sh", "-c", "exit 3")
                            .exitCode())
                    .isEqualTo(3);
            assertThat(host.container(pod.ref(), "main")).isEqualTo(before);
        }
    }

    static DesiredPod running(SiteHarness host) throws Exception {
        DesiredPod pod = PodsForTests.always("exec sleep 1000").build();
        host.site().apply(pod);
        SiteHarness.eventually(
                () -> assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class));
        return pod;
    }
}
