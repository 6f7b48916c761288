// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.phase;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.uid;
import static io.outrigger.pod.TestPods.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodCacheTest {

    private final PodCache cache = new PodCache();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        cache.listen(new PodCache.Listener() {
            @Override
            public void changed(PodRef pod) {
                told.add("changed " + pod.uid());
            }

            @Override
            public void desiredChanged(PodRef pod) {
                told.add("desired " + pod.uid());
            }

            @Override
            public void synced(String node) {
                told.add("synced " + node);
            }
        });
    }

    @Test
    void aPodIsFoundByReferenceByNameAndByNode() {
        cache.changed(pod("a"));
        assertThat(cache.get(ref("a"))).contains(pod("a"));
        assertThat(cache.byName("default", "a")).contains(pod("a"));
        assertThat(cache.onNode(NODE)).containsExactly(pod("a"));
        assertThat(cache.onNode("other")).isEmpty();
        assertThat(cache.get(new PodRef("default", "a", "another"))).isEmpty();
        assertThat(told).containsExactly("desired uid-a", "changed uid-a");
    }

    @Test
    void aChangeOfTheStatusAloneIsNoChangeOfWhatIsDesired() {
        cache.changed(pod("a"));
        told.clear();
        cache.changed(version(phase(pod("a"), "Running"), "2"));
        assertThat(told).containsExactly("changed uid-a");
    }

    @Test
    void aPodThatSomebodyElseEndedIsAChangeOfWhatIsDesired() {
        cache.changed(pod("a"));
        told.clear();
        cache.changed(version(phase(pod("a"), "Failed"), "2"));
        assertThat(told).contains("desired uid-a");
    }

    @Test
    void anOlderWatchEventDoesNotOverwriteTheAnswerToAWrite() {
        cache.changed(pod("a"));
        cache.stored(version(phase(pod("a"), "Running"), "10"));
        told.clear();
        cache.changed(version(pod("a"), "9"));
        assertThat(cache.get(ref("a")))
                .map(Pod::getStatus)
                .hasValueSatisfying(status -> assertThat(status.getPhase()).isEqualTo("Running"));
        assertThat(told).isEmpty();
    }

    @Test
    void theAnswerToAWriteDoesNotBringAPodBackThatHasGone() {
        cache.changed(pod("a"));
        cache.removed(pod("a"));
        cache.stored(version(pod("a"), "10"));
        assertThat(cache.get(ref("a"))).isEmpty();
    }

    @Test
    void theAnswerToAWriteToOneIncarnationDoesNotReplaceTheNext() {
        cache.changed(version(uid(pod("a"), "second"), "5"));
        cache.stored(version(pod("a"), "10"));
        assertThat(cache.byName("default", "a").orElseThrow().getMetadata().getUid())
                .isEqualTo("second");
    }

    @Test
    void aPodOfTheSameNameReplacesTheOneBefore_andBothAreTold() {
        cache.changed(pod("a"));
        told.clear();
        cache.changed(version(uid(pod("a"), "second"), "5"));
        assertThat(cache.get(ref("a"))).isEmpty();
        assertThat(told).containsExactly("desired uid-a", "changed uid-a", "desired second", "changed second");
        assertThat(cache.departed(NODE)).containsExactly(ref("a"));
        assertThat(cache.predecessorLeft(new PodRef("default", "a", "second"))).isTrue();
        cache.settled(ref("a"));
        assertThat(cache.predecessorLeft(new PodRef("default", "a", "second"))).isFalse();
        assertThat(told).endsWith("desired second", "changed second");
    }

    @Test
    void theRemovalOfAnEarlierIncarnationLeavesTheNextAlone() {
        cache.changed(version(uid(pod("a"), "second"), "5"));
        cache.removed(pod("a"));
        assertThat(cache.byName("default", "a")).isPresent();
        assertThat(cache.nodeOf(ref("a"))).contains(NODE);
    }

    @Test
    void theNodeOfAPodThatHasGoneIsKnownUntilItsSiteWasTold() {
        cache.changed(pod("a"));
        cache.removed(pod("a"));
        assertThat(cache.nodeOf(ref("a"))).contains(NODE);
        assertThat(cache.departed(NODE)).containsExactly(ref("a"));
        cache.settled(ref("a"));
        assertThat(cache.nodeOf(ref("a"))).isEmpty();
    }

    @Test
    void aPodThatIsThereCannotBeDeclaredGone() {
        cache.changed(pod("a"));
        cache.depart(ref("a"), NODE);
        assertThat(cache.departed(NODE)).isEmpty();
    }

    @Test
    void aNodeThatIsForgottenTakesItsPodsAlong_andNothingIsRemovedAtItsSite() {
        cache.changed(pod("a"));
        cache.synced(NODE);
        told.clear();
        cache.forget(NODE);
        assertThat(cache.get(ref("a"))).isEmpty();
        assertThat(cache.complete(NODE)).isFalse();
        assertThat(cache.departed(NODE)).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void completenessIsKnownNodeByNode() {
        cache.synced(NODE);
        assertThat(cache.complete(NODE)).isTrue();
        assertThat(cache.complete("other")).isFalse();
        assertThat(told).containsExactly("synced " + NODE);
    }

    @Test
    void managedFieldsAreDropped_andTheGivenPodIsNotTouched() {
        Pod full = new PodBuilder(pod("a"))
                .editMetadata()
                .withManagedFields(new ManagedFieldsEntry())
                .endMetadata()
                .build();
        cache.changed(full);
        assertThat(cache.get(ref("a")).orElseThrow().getMetadata().getManagedFields())
                .isEmpty();
        assertThat(full.getMetadata().getManagedFields()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"10, 9, true", "9, 10, false", "10, 10, false", "9, 8abc, true", "18446744073709551615, 99, true"})
    void versionsAreComparedAsNumbersWhereTheyAreNumbers(String incoming, String current, boolean newer) {
        assertThat(ResourceVersions.newer(version(pod("a"), incoming), version(pod("a"), current)))
                .isEqualTo(newer);
    }
}
