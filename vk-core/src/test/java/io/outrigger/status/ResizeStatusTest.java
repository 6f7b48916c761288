// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.status.Given.after;
import static io.outrigger.status.Given.compute;
import static io.outrigger.status.Given.condition;
import static io.outrigger.status.Given.container;
import static io.outrigger.status.Given.present;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.PendingResize;
import io.outrigger.pod.RecordedEvents;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedResources;
import io.outrigger.spi.ResourceAmounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users see of a resize. */
final class ResizeStatusTest {

    private static final Pod POD = Given.pod("{restartPolicy: Always, containers: [{name: a, image: i, resources: {"
            + "requests: {cpu: '0.5', memory: 64Mi, ephemeral-storage: 1Gi}, limits: {cpu: '1', memory: 128Mi}}}]}");
    private static final ResourceAmounts WANTED = amounts("500m", "64Mi", "1000m", "134217728");
    private static final ResourceAmounts LESS = amounts("250m", "64Mi", "1", "64Mi");

    private static ResourceAmounts amounts(
            String requestedCpu, String requestedMemory, String limitedCpu, String limitedMemory) {
        return new ResourceAmounts(
                Map.of("cpu", new Quantity(requestedCpu), "memory", new Quantity(requestedMemory)),
                Map.of("cpu", new Quantity(limitedCpu), "memory", new Quantity(limitedMemory)));
    }

    private static ObservedContainer given(ObservedContainer seen, ResourceAmounts allocated, ResourceAmounts actual) {
        return given(seen, new ObservedResources(allocated, actual, ""));
    }

    private static ObservedContainer given(ObservedContainer seen, ObservedResources resources) {
        return new ObservedContainer(
                seen.name(),
                seen.state(),
                seen.lastTermination(),
                seen.restarts(),
                seen.ready(),
                seen.started(),
                seen.image(),
                seen.imageId(),
                seen.containerId(),
                resources);
    }

    private static Observation pending(Observation seen, String reason, String message) {
        return new Observation(seen.presence(), seen.pod(), null, Map.of(), new PendingResize(reason, message, 3));
    }

    private static List<String> types(PodStatus status) {
        return status.getConditions().stream().map(PodCondition::getType).toList();
    }

    @Test
    void aSiteThatTellsNothingLeavesResourcesOutSoThatNobodyCanResize() {
        ContainerStatus status = container(compute(POD, present(Given.running("a"))), "a");
        assertThat(status.getResources()).isNull();
        assertThat(status.getAllocatedResources()).isEmpty();
    }

    @Test
    void whatIsInForceIsShownInTheWordsOfTheSpecAndOtherResourcesAreKept() {
        ContainerStatus status = container(compute(POD, present(given(Given.running("a"), WANTED, WANTED))), "a");
        assertThat(status.getResources())
                .isEqualTo(POD.getSpec().getContainers().get(0).getResources());
        assertThat(status.getResources().getLimits().get("memory")).hasToString("128Mi");
        assertThat(status.getAllocatedResources()).containsOnlyKeys("cpu", "memory", "ephemeral-storage");
    }

    @Test
    void aContainerWithoutLimitsCanBeGivenSomeLater() {
        Pod pod = Given.pod("{restartPolicy: Always, containers: [{name: a, image: i}]}");
        var none = new ResourceAmounts(Map.of(), Map.of());
        assertThat(container(compute(pod, present(given(Given.running("a"), none, none))), "a")
                        .getResources())
                .isNotNull();
    }

    @Test
    void whatIsNotYetInForceIsInProgressAndItsEndIsToldOnce() {
        Pod before = after(POD, present(given(Given.running("a"), LESS, LESS)));
        assertThat(types(before.getStatus())).doesNotContain("PodResizeInProgress", "PodResizePending");
        assertThat(container(before.getStatus(), "a").getAllocatedResources())
                .containsEntry("cpu", new Quantity("250m"));

        Pod during = after(before, present(given(Given.running("a"), WANTED, LESS)));
        PodCondition progress = condition(during.getStatus(), "PodResizeInProgress");
        assertThat(progress.getStatus()).isEqualTo("True");
        assertThat(progress.getReason()).isNull();
        assertThat(progress.getObservedGeneration()).isEqualTo(3);
        assertThat(container(during.getStatus(), "a").getAllocatedResources())
                .containsEntry("cpu", new Quantity("500m"));
        assertThat(container(during.getStatus(), "a").getResources().getLimits())
                .containsEntry("memory", new Quantity("64Mi"));

        Pod done = after(during, present(given(Given.running("a"), WANTED, WANTED)));
        assertThat(types(done.getStatus())).doesNotContain("PodResizeInProgress");
        assertThat(told(before, during))
                .containsExactly("NORMAL ResizeStarted: Pod resize started: {\"containers\":"
                        + "[{\"name\":\"a\",\"resources\":{\"limits\":{\"cpu\":\"1\",\"memory\":\"128Mi\"},\"requests\":"
                        + "{\"cpu\":\"0.5\",\"memory\":\"64Mi\",\"ephemeral-storage\":\"1Gi\"}}}],\"generation\":3}");
        assertThat(told(during, done))
                .singleElement()
                .asString()
                .startsWith("NORMAL ResizeCompleted: Pod resize completed: {");
        assertThat(told(done, done)).isEmpty();
        assertThat(told(before, done)).as("all of it between two looks").hasSize(2);
    }

    @Test
    void aProblemIsAnErrorThatIsToldOnce() {
        Pod before = after(POD, present(given(Given.running("a"), LESS, LESS)));
        var stuck = new ObservedResources(WANTED, LESS, "no room");
        Pod failing = after(before, present(given(Given.running("a"), stuck)));
        PodCondition progress = condition(failing.getStatus(), "PodResizeInProgress");
        assertThat(progress.getReason()).isEqualTo("Error");
        assertThat(progress.getMessage()).isEqualTo("no room");
        assertThat(told(before, failing))
                .element(1)
                .asString()
                .matches("WARNING ResizeError: .*\"error\":\"no room\"}");
        assertThat(told(failing, failing)).isEmpty();
    }

    @Test
    void whatDoesNotRunIsInNoProgressAndShowsWhatItsNextStartGets() {
        PodStatus status = compute(POD, present(given(Given.crashing("a", 1), WANTED, LESS)));
        assertThat(types(status)).doesNotContain("PodResizeInProgress");
        assertThat(container(status, "a").getResources().getLimits()).containsEntry("cpu", new Quantity("1"));
    }

    @Test
    void aResizeThatHasToWaitIsPendingWithItsReasonAndTheRestStaysAsItIs() {
        Observation seen = present(given(Given.running("a"), LESS, LESS));
        Pod before = after(POD, seen);
        Pod waiting = after(before, pending(seen, "Deferred", "Node didn't have enough resource: cpu"));
        PodCondition condition = condition(waiting.getStatus(), "PodResizePending");
        assertThat(condition.getReason()).isEqualTo("Deferred");
        assertThat(condition.getMessage()).isEqualTo("Node didn't have enough resource: cpu");
        assertThat(types(waiting.getStatus())).doesNotContain("PodResizeInProgress");
        assertThat(container(waiting.getStatus(), "a").getAllocatedResources())
                .containsEntry("cpu", new Quantity("250m"));
        assertThat(told(before, waiting))
                .singleElement()
                .asString()
                .startsWith("WARNING ResizeDeferred: Pod resize Deferred: {");

        Pod refused = after(waiting, pending(seen, "Infeasible", "cannot"));
        assertThat(told(waiting, refused)).singleElement().asString().startsWith("WARNING ResizeInfeasible: ");
        assertThat(types(after(refused, seen).getStatus())).doesNotContain("PodResizePending");
    }

    @Test
    void aPodThatIsOverIsNotResized() {
        Pod done = Given.pod("{restartPolicy: Never, containers: [{name: a, image: i}]}");
        Observation seen = present(given(Given.ended("a", 0), WANTED, LESS));
        assertThat(types(compute(done, pending(seen, "Deferred", "")))).noneMatch(ResizeState::type);
    }

    @Test
    void weatherASiteThatForgetsToTellOfAnInstanceTakesNothingBack() {
        Pod before = after(POD, present(given(Given.running("a"), WANTED, WANTED)));
        assertThat(container(compute(before, present(Given.running("a"))), "a").getResources())
                .isEqualTo(container(before.getStatus(), "a").getResources());
    }

    private static List<String> told(Pod before, Pod after) {
        var events = new RecordedEvents();
        new ResizeEvents(events).changed(before, after.getStatus());
        return events.lines;
    }
}
