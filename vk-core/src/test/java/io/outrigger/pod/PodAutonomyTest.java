// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ran;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.tolerating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.site.ManualClock;
import io.outrigger.spi.Autonomy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PodAutonomyTest {

    private final ManualClock clock = new ManualClock();
    private final PodCache cache = new PodCache();
    private final RecordingWriter writer =
            new RecordingWriter(ref -> cache.get(ref).orElseThrow());
    private final PodAutonomy autonomy = new PodAutonomy(writer, cache, clock);

    private Pod settled(Pod pod) {
        Pod started = ran(pod, 0);
        cache.changed(started);
        clock.advance(Duration.ofMinutes(1));
        return started;
    }

    @Test
    void injectedTolerationsLastForEverWhenTheSiteIsAutonomousWithoutLimit() throws KubeException {
        autonomy.reconcile(settled(tolerating(pod("a"), 300L)), Autonomy.unlimited());
        assertThat(writer.writes).containsExactly("tolerations a [null, null]");
        assertThat(cache.get(ref("a")).orElseThrow().getSpec().getTolerations())
                .extracting(Toleration::getTolerationSeconds)
                .containsOnlyNulls();
    }

    @Test
    void injectedTolerationsLastAsLongAsTheSiteSays() throws KubeException {
        autonomy.reconcile(settled(tolerating(pod("a"), 300L)), Autonomy.limited(Duration.ofHours(1)));
        assertThat(writer.writes).containsExactly("tolerations a [3600, 3600]");
    }

    @Test
    void whatWasPatchedOnceIsLeftAlone() throws KubeException {
        Pod pod = settled(tolerating(pod("a"), 300L));
        autonomy.reconcile(pod, Autonomy.unlimited());
        autonomy.reconcile(cache.get(ref("a")).orElseThrow(), Autonomy.unlimited());
        assertThat(writer.writes).hasSize(1);
    }

    @Test
    void theClustersOwnRuleIsLeftAlone() throws KubeException {
        autonomy.reconcile(settled(tolerating(pod("a"), 300L)), Autonomy.cluster());
        assertThat(writer.writes).isEmpty();
    }

    @Test
    void aPodThatOptsOutIsLeftAlone() throws KubeException {
        Pod out = new PodBuilder(tolerating(pod("a"), 300L))
                .editMetadata()
                .addToAnnotations(PodAutonomy.ANNOTATION, "cluster")
                .endMetadata()
                .build();
        autonomy.reconcile(settled(out), Autonomy.unlimited());
        assertThat(writer.writes).isEmpty();
    }

    @Test
    void tolerationsThatAUserWroteAreLeftAlone() throws KubeException {
        autonomy.reconcile(settled(tolerating(pod("a"), 60L)), Autonomy.unlimited());
        autonomy.reconcile(settled(pod("b")), Autonomy.unlimited());
        assertThat(writer.writes).isEmpty();
    }

    @Test
    void aYoungPodWaits() throws KubeException {
        Pod young = ran(tolerating(pod("a"), 300L), 0);
        cache.changed(young);
        clock.advance(Duration.ofSeconds(4));
        Outcome outcome = autonomy.reconcile(young, Autonomy.unlimited());
        assertThat(writer.writes).isEmpty();
        assertThat(outcome.delay()).contains(Duration.ofSeconds(6));
    }

    @Test
    void aPodThatHasGoneMeanwhileIsNoFailure() throws KubeException {
        writer.fail(404);
        assertThat(autonomy.reconcile(settled(tolerating(pod("a"), 300L)), Autonomy.unlimited())
                        .delay())
                .isEmpty();
    }

    @Test
    void anApiServerThatIsDownIsTriedAgain() {
        writer.fail(503);
        Pod pod = settled(tolerating(pod("a"), 300L));
        assertThatThrownBy(() -> autonomy.reconcile(pod, Autonomy.unlimited())).isInstanceOf(KubeException.class);
    }
}
