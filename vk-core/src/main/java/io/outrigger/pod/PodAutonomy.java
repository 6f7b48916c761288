// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.PodWriter;
import io.outrigger.loop.Outcome;
import io.outrigger.spi.Autonomy;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pods bound to a site that is away for as long as the site's declaration says, by the tolerations that the
 * DefaultTolerationSeconds admission plug-in gave them. Tolerations that a user wrote are never touched: only the pair
 * with the plug-in's 300 seconds is. Used by the pod lane.
 */
public final class PodAutonomy {

    /** Set to {@code cluster} on a pod, it leaves the pod's tolerations alone. */
    static final String ANNOTATION = "outrigger.io/autonomy";

    private static final long INJECTED_SECONDS = 300;

    /** Pods that do not live as long are spared a write; the injected tolerations last thirty times longer. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Set<String> KEYS = Set.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private final PodWriter writer;
    private final PodCache cache;
    private final Clock clock;

    /**
     * @param writer writes the tolerations
     * @param cache takes the answers
     * @param clock tells how old a pod is
     */
    public PodAutonomy(PodWriter writer, PodCache cache, Clock clock) {
        this.writer = writer;
        this.cache = cache;
        this.clock = clock;
    }

    /** Patches the tolerations of a pod that was applied a while ago, if they are the injected ones. */
    Outcome reconcile(Pod pod, Autonomy autonomy) throws KubeException {
        List<Toleration> before = pod.getSpec().getTolerations();
        boolean injected = before.stream().filter(PodAutonomy::injected).count() == KEYS.size();
        if (autonomy instanceof Autonomy.Cluster || optedOut(pod) || !injected) {
            return Outcome.done();
        }
        @Nullable
        Long seconds =
                autonomy instanceof Autonomy.Limited limited ? limited.time().toSeconds() : null;
        if (seconds != null && seconds == INJECTED_SECONDS) {
            return Outcome.done();
        }
        Duration young = PodFacts.startTime(pod)
                .map(start -> Duration.between(clock.instant(), start.plus(SETTLED)))
                .orElse(SETTLED);
        if (young.compareTo(Duration.ZERO) > 0) {
            return Outcome.after(young);
        }
        List<Toleration> after = before.stream()
                .map(each -> injected(each)
                        ? new TolerationBuilder(each)
                                .withTolerationSeconds(seconds)
                                .build()
                        : each)
                .toList();
        try {
            cache.stored(writer.patchTolerations(PodRef.of(pod), after));
        } catch (KubeException failure) {
            if (!failure.notFound() && !failure.conflict()) {
                throw failure;
            }
            // The pod has gone or is another one now; the feed says so soon.
        }
        return Outcome.done();
    }

    private static boolean injected(Toleration toleration) {
        return KEYS.contains(String.valueOf(toleration.getKey()))
                && "Exists".equals(toleration.getOperator())
                && "NoExecute".equals(toleration.getEffect())
                && Long.valueOf(INJECTED_SECONDS).equals(toleration.getTolerationSeconds());
    }

    private static boolean optedOut(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        return annotations != null && "cluster".equals(annotations.get(ANNOTATION));
    }
}
