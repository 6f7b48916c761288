// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.ended;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.policy;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodFailure;
import org.junit.jupiter.api.Test;

final class PodFactsTest {

    private static ObservedPod failed(ObservedPod seen) {
        return new ObservedPod(
                seen.ref(), seen.podIps(), seen.containers(), new PodFailure("Evicted", "it was too much"));
    }

    @Test
    void aPodThatItsSiteHasEndedIsOverWhateverItsPolicySays() {
        assertThat(PodFacts.over(pod("a"), failed(running(ref("a"))))).isTrue();
        assertThat(PodFacts.over(pod("a"), failed(ended(ref("a"), 143)))).isTrue();
    }

    @Test
    void aPodThatItsSiteHasNotEndedIsOverWhenNothingStartsAgain() {
        assertThat(PodFacts.over(pod("a"), ended(ref("a"), 0))).isFalse();
        assertThat(PodFacts.over(policy(pod("a"), "OnFailure"), ended(ref("a"), 0)))
                .isTrue();
        assertThat(PodFacts.over(policy(pod("a"), "OnFailure"), ended(ref("a"), 1)))
                .isFalse();
        assertThat(PodFacts.over(policy(pod("a"), "Never"), ended(ref("a"), 1))).isTrue();
        assertThat(PodFacts.over(policy(pod("a"), "Never"), running(ref("a")))).isFalse();
        assertThat(PodFacts.over(policy(pod("a"), "Never"), null)).isFalse();
    }
}
