// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static io.outrigger.provider.ssh.host.SupervisedPod.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** However many shells are started for one pod, one looks after it, and its container is started once. */
@Tag("shell")
final class SupervisorRaceIT {

    private static final int ROUNDS = 10;
    private static final int KILLS = 5;
    private static final int STARTERS = 4;

    @TempDir
    Path directory;

    @EveryShell
    void oneOfFourThatStartAtOnceSupervises(String shell) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
                pod.policy("Always", "1 4 600")
                        .app("main", "echo $$ >>starts; exec sleep 1000")
                        .written();
                startAtOnce(pod);
                onlyOne(pod, round);
            }
        }
    }

    @EveryShell
    void oneOfFourAdoptsWhatAKilledShellLeftBehind(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Always", "1 4 600")
                    .init("setup", "echo $$ >>setups")
                    .app("main", "echo $$ >>starts; exec sleep 1000")
                    .written();
            for (int round = 0; round < KILLS; round++) {
                startAtOnce(pod);
                onlyOne(pod, round);
                assertThat(Files.readAllLines(pod.file("work/setups")))
                        .as("round %s", round)
                        .hasSize(1);
                SupervisedPod.kill(pod.runner("main"));
            }
        }
    }

    @EveryShell
    void oneOfFourGoesOnWhenEveryFileThatNamesAShellIsGone(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Always", "1 4 600")
                    .app("main", "echo $$ >>starts; exec sleep 1000")
                    .app("other", "exec sleep 1000")
                    .written();
            startAtOnce(pod);
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "running"));
            eventually(() -> assertThat(pod.state("other")).containsEntry("phase", "running"));
            eventually(() -> assertThat(pod.shells()).hasSize(2));
            List<Long> shells = pod.shells();
            for (int round = 0; round < KILLS; round++) {
                Files.deleteIfExists(pod.file("supervisor"));
                Files.writeString(pod.file("containers/main/runner"), "1");
                Files.deleteIfExists(pod.file("containers/other/runner"));
                startAtOnce(pod);
                eventually(() -> assertThat(pod.shells()).containsExactlyInAnyOrderElementsOf(shells));
                assertThat(Files.readAllLines(pod.file("work/starts"))).hasSize(1);
            }
            eventually(() -> {
                pod.run("start");
                assertThat(pod.report()).contains("supervised").doesNotContain("damaged");
            });
        }
    }

    private static void onlyOne(SupervisedPod pod, int round) throws Exception {
        eventually(() -> {
            assertThat(pod.state("main")).as("round %s", round).containsEntry("phase", "running");
            assertThat(pod.file("work/starts")).as("round %s", round).isNotEmptyFile();
            assertThat(pod.shells()).as("round %s", round).containsExactly(pod.runner("main"));
        });
        assertThat(Files.readAllLines(pod.file("work/starts")))
                .as("round %s", round)
                .hasSize(1);
    }

    private static void startAtOnce(SupervisedPod pod) throws Exception {
        List<Process> starters = new ArrayList<>();
        for (int starter = 0; starter < STARTERS; starter++) {
            starters.add(pod.begin("start", pod.pod()));
        }
        for (Process starter : starters) {
            assertThat(SupervisedPod.end(starter)).isEmpty();
        }
    }
}
