// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ran;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.pod.RecordedEvents;
import org.junit.jupiter.api.Test;

final class PodEventsTest {

    private final RecordedEvents recorded = new RecordedEvents();
    private final PodEvents events = new PodEvents(recorded);

    private static PodStatus waiting(String reason, String message) {
        return new PodStatusBuilder()
                .addNewContainerStatus()
                .withName("main")
                .withImage("busybox:1")
                .withRestartCount(0)
                .withNewState()
                .withNewWaiting(message, reason)
                .endState()
                .endContainerStatus()
                .build();
    }

    @Test
    void aContainerThatBeginsToRunIsStarted() {
        events.changed(pod("a"), ran(pod("a"), 0).getStatus());
        assertThat(recorded.lines).containsExactly("NORMAL Started: Started container main");
    }

    @Test
    void aContainerThatGoesOnRunningIsNoNews() {
        Pod running = ran(pod("a"), 0);
        events.changed(running, running.getStatus());
        assertThat(recorded.lines).isEmpty();
    }

    @Test
    void aContainerThatWasRestartedBetweenTwoLooksIsStarted() {
        events.changed(ran(pod("a"), 0), ran(pod("a"), 1).getStatus());
        assertThat(recorded.lines).containsExactly("NORMAL Started: Started container main");
    }

    @Test
    void anImageThatCannotBePulledIsToldInTheKubeletsWords() {
        events.changed(pod("a"), waiting("ErrImagePull", "no such host"));
        events.changed(pod("a"), waiting("ImagePullBackOff", ""));
        assertThat(recorded.lines)
                .containsExactly(
                        "WARNING Failed: Error: no such host", "NORMAL BackOff: Back-off pulling image \"busybox:1\"");
    }

    @Test
    void aSandboxThatCannotBeMadeIsToldInTheKubeletsWords() {
        events.changed(pod("a"), waiting("CreatePodSandboxError", "no such device"));
        assertThat(recorded.lines)
                .containsExactly("WARNING FailedCreatePodSandBox: Failed to create pod sandbox: no such device");
    }

    @Test
    void stagesOfAStartAreNoNews() {
        events.changed(pod("a"), waiting("ContainerCreating", ""));
        events.changed(pod("a"), waiting("CreateContainerConfigError", "told when it was found"));
        assertThat(recorded.lines).isEmpty();
    }

    @Test
    void onlyContainersThatRunAreKilled() {
        events.killing(pod("a"));
        assertThat(recorded.lines).isEmpty();
        events.killing(ran(pod("a"), 0));
        assertThat(recorded.lines).containsExactly("NORMAL Killing: Stopping container main");
    }

    @Test
    void aDeadlineIsToldOnce() {
        Pod before = ran(pod("a"), 0);
        PodStatus after = new PodStatusBuilder(before.getStatus())
                .withPhase("Failed")
                .withReason("DeadlineExceeded")
                .withMessage("Pod was active on the node longer than the specified deadline")
                .build();
        events.changed(before, after);
        events.changed(
                new io.fabric8.kubernetes.api.model.PodBuilder(before)
                        .withStatus(after)
                        .build(),
                after);
        assertThat(recorded.lines)
                .containsExactly(
                        "NORMAL DeadlineExceeded: Pod was active on the node longer than the specified" + " deadline");
    }
}
