// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.pod.TestPods.NOW;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ran;
import static io.outrigger.pod.TestPods.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.pod.RecordedEvents;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PodEventsTest {

    private static final String[] STARTED = {"NORMAL Created: Container created", "NORMAL Started: Container started"};

    private final RecordedEvents recorded = new RecordedEvents();
    private final PodEvents events = new PodEvents(recorded);

    private void changed(Pod pod, PodStatus after) {
        events.changed(pod, after, Set.of());
    }

    private static PodStatus waiting(String reason, String message) {
        return status(
                new ContainerStateBuilder().withNewWaiting(message, reason).build(), null);
    }

    private static PodStatus status(ContainerState state, @Nullable ContainerState last) {
        return new PodStatusBuilder()
                .addNewContainerStatus()
                .withName("main")
                .withImage("busybox:1")
                .withRestartCount(0)
                .withState(state)
                .withLastState(last)
                .endContainerStatus()
                .build();
    }

    private static ContainerState ended(String reason, @Nullable String startedAt, String message) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(128)
                .withReason(reason)
                .withMessage(message)
                .withStartedAt(startedAt)
                .withFinishedAt(NOW.toString())
                .endTerminated()
                .build();
    }

    private static Pod with(PodStatus status) {
        return new PodBuilder(pod("a")).withStatus(status).build();
    }

    @Test
    void aContainerThatBeginsToRunIsCreatedAndStarted() {
        changed(pod("a"), ran(pod("a"), 0).getStatus());
        assertThat(recorded.lines).containsExactly(STARTED);
    }

    @Test
    void aContainerThatGoesOnRunningIsNoNews() {
        Pod running = ran(pod("a"), 0);
        changed(running, running.getStatus());
        assertThat(recorded.lines).isEmpty();
    }

    @Test
    void aContainerThatWasRestartedBetweenTwoLooksIsStarted() {
        changed(ran(pod("a"), 0), ran(pod("a"), 1).getStatus());
        assertThat(recorded.lines).containsExactly(STARTED);
    }

    @Test
    void aContainerThatHasEndedBeforeAnybodyLookedWasStarted() {
        PodStatus over = status(ended("Completed", NOW.toString(), ""), null);
        changed(with(waiting("ContainerCreating", "")), over);
        changed(with(over), over);
        changed(ran(pod("a"), 0), over);
        assertThat(recorded.lines).containsExactly(STARTED);
    }

    @Test
    void aContainerThatWasStoppedBeforeItStartedWasNotStarted() {
        changed(with(waiting("ImagePullBackOff", "")), status(ended("Error", null, ""), null));
        assertThat(recorded.lines).isEmpty();
    }

    @Test
    void aContainerWhoseCommandCannotBeStartedHasFailedAndNotStarted() {
        ContainerState end = ended("StartError", NOW.toString(), "no such file: /nosuch");
        ContainerState backOff = new ContainerStateBuilder()
                .withNewWaiting("", "CrashLoopBackOff")
                .build();
        changed(with(waiting("ContainerCreating", "")), status(end, null));
        changed(with(status(end, null)), status(backOff, end));
        assertThat(recorded.lines)
                .containsExactly(
                        "NORMAL Created: Container created",
                        "WARNING Failed: Error: no such file: /nosuch",
                        "WARNING BackOff: Back-off restarting failed container main in pod " + ref("a"));
    }

    @Test
    void anImageThatCannotBePulledIsToldInTheKubeletsWords() {
        changed(pod("a"), waiting("ErrImagePull", "no such host"));
        changed(with(waiting("ErrImagePull", "no such host")), waiting("ImagePullBackOff", ""));
        assertThat(recorded.lines)
                .containsExactly(
                        "WARNING Failed: Failed to pull image \"busybox:1\": no such host",
                        "WARNING Failed: Error: ErrImagePull",
                        "NORMAL BackOff: Back-off pulling image \"busybox:1\"",
                        "WARNING Failed: Error: ImagePullBackOff");
    }

    @Test
    void anImageThatMustNotBePulledOrHasNoNameIsToldInTheKubeletsWords() {
        changed(pod("a"), waiting("ErrImageNeverPull", "it is not present"));
        changed(pod("a"), waiting("InvalidImageName", "couldn't parse image name"));
        assertThat(recorded.lines)
                .containsExactly(
                        "WARNING ErrImageNeverPull: it is not present",
                        "WARNING Failed: Error: ErrImageNeverPull",
                        "WARNING InspectFailed: couldn't parse image name",
                        "WARNING Failed: Error: InvalidImageName");
    }

    @Test
    void aContainerThatCannotBeMadeHasFailed_withThatWordOnce() {
        changed(pod("a"), waiting("CreateContainerError", "Error: no such profile"));
        changed(pod("a"), waiting("CreateContainerConfigError", "image will run as root"));
        assertThat(recorded.lines)
                .containsExactly(
                        "WARNING Failed: Error: no such profile", "WARNING Failed: Error: image will run as root");
    }

    @Test
    void aSandboxThatCannotBeMadeIsToldInTheKubeletsWords() {
        changed(pod("a"), waiting("CreatePodSandboxError", "no such device"));
        assertThat(recorded.lines)
                .containsExactly("WARNING FailedCreatePodSandBox: Failed to create pod sandbox: no such device");
    }

    @Test
    void stagesOfAStartAndWhatWasToldBeforeAreNoNews() {
        changed(pod("a"), waiting("ContainerCreating", ""));
        events.changed(pod("a"), waiting("CreateContainerConfigError", "secret \"s\" not found"), Set.of("main"));
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
        changed(before, after);
        changed(new PodBuilder(before).withStatus(after).build(), after);
        assertThat(recorded.lines)
                .containsExactly(
                        "NORMAL DeadlineExceeded: Pod was active on the node longer than the specified" + " deadline");
    }
}
