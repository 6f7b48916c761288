// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The program ends in every way it can; the pods notice nothing. */
@EndToEnd
class RecoveryEndToEndTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final EdgeSite site;

    RecoveryEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void aProgramThatWasKilledFindsItsPodsAgain() {
        Set<Long> processes = runningPod("survivor");
        String uid = site.uid("survivor");

        site.program().kill();
        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
        site.program().start();

        provesToWork("after-kill");
        assertThat(site.readiness()).isEqualTo("True KubeletReady");
        assertUntouched("survivor", uid, processes);
        assertThat(site.kubectl("logs", "survivor").orThrow()).isEqualTo("born\n");
    }

    @Test
    void aProgramThatIsAskedToStopLeavesItsPodsRunning() {
        Set<Long> processes = runningPod("steady");
        String uid = site.uid("steady");

        int exitCode = site.program().stop();

        assertThat(exitCode).isIn(0, 143);
        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
        site.program().start();
        provesToWork("after-stop");
        assertUntouched("steady", uid, processes);
    }

    @Test
    void aNodeGetsTheTaintBackThatSomebodyTookAwayBeforeTheNextProgram() {
        String node = "node/" + site.name();
        String taint = "{.spec.taints[?(@.key==\"virtual-kubelet.io/provider\")].effect}";
        site.program().stop();
        site.kubectl("taint", "node", site.name(), "virtual-kubelet.io/provider-")
                .orThrow();
        assertThat(site.field(node, taint)).isEmpty();

        site.program().start();

        site.await(node, taint, "NoSchedule");
        provesToWork("after-taint");
    }

    @Test
    void anEndThatNobodySawIsReportedByTheNextProgram() {
        site.apply(Manifests.pod("unseen", "Never", "sleep 5; exit 6"));
        site.awaitRunning("unseen");
        String uid = site.uid("unseen");

        site.program().kill();
        Awaitility.await().atMost(SOON).until(() -> HostProcesses.ofPod(uid).isEmpty());
        site.program().start();

        site.await(
                "pod/unseen", "{.status.phase} {.status.containerStatuses[0].state.terminated.exitCode}", "Failed 6");
    }

    @Test
    void podsThatWereDeletedMeanwhileAreStoppedByTheNextProgram() {
        runningPod("dismissed");
        runningPod("banished");
        Set<String> uids = Set.of(site.uid("dismissed"), site.uid("banished"));

        site.program().kill();
        site.kubectl("delete", "pod", "dismissed", "--wait=false").orThrow();
        site.kubectl("delete", "pod", "banished", "--force", "--grace-period=0").orThrow();
        site.program().start();

        site.awaitGone("pod/dismissed");
        // A pod that the cluster no longer knows is removed only after two looks, a minute apart.
        site.await(
                "pods",
                Duration.ofSeconds(150),
                () -> assertThat(HostProcesses.ofPods(uids)).isEmpty());
    }

    private Set<Long> runningPod(String name) {
        site.apply(Manifests.pod(name, "echo born; exec sleep 3600"));
        site.awaitRunning(name);
        Set<Long> processes = HostProcesses.settled(Set.of(site.uid(name)));
        assertThat(processes).isNotEmpty();
        return processes;
    }

    /** A new pod runs, so the program is at work again. */
    private void provesToWork(String name) {
        site.awaitNodeReady(SOON);
        runningPod(name);
    }

    private void assertUntouched(String pod, String uid, Set<Long> processes) {
        assertThat(site.field(
                        "pod/" + pod, "{.metadata.uid} {.status.phase} {.status.containerStatuses[0].restartCount}"))
                .isEqualTo(uid + " Running 0");
        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
    }
}
