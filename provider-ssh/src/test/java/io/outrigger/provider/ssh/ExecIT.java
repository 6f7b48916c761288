// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.Commands.Result;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What a command in a container sees, and what comes back, under every shell. */
class ExecIT {

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
