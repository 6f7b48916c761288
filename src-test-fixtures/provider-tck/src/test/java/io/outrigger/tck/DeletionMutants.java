// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Providers whose {@code delete} is wrong. */
final class DeletionMutants {

    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration NEVER = Duration.ofHours(1);

    /** What a mutant does instead of deleting. */
    private interface Delete {
        void delete(SiteDecorator site, Backend backend, PodRef pod, Duration grace) throws ProviderException;
    }

    private DeletionMutants() {}

    static List<Mutant> all() {
        return List.of(
                deletes(
                        "gives no grace",
                        "3.1",
                        (site, backend, pod, grace) -> site.correct.delete(pod, grace.isZero() ? grace : AT_ONCE)),
                deletes("waits until the pod has ended", "3.1 3.3", (site, backend, pod, grace) -> {
                    site.correct.delete(pod, grace);
                    awaitEnd(site, pod);
                }),
                deletes("forgets a pod before its grace has ended", "2.5 3.1 3.3 8.3", (site, backend, pod, grace) -> {
                    site.correct.delete(pod, Duration.ZERO);
                }),
                Mutant.site(
                        "leaves waiting what never started",
                        "3.1",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public List<ObservedPod> list() throws ProviderException {
                                return correct.list().stream()
                                        .map(DeletionMutants::waitingStill)
                                        .toList();
                            }
                        }),
                deletes("never kills when the grace ends", "3.1 3.3 8.3", (site, backend, pod, grace) -> {
                    site.correct.delete(pod, grace.isZero() ? grace : NEVER);
                }),
                deletes(
                        "never forgets",
                        "2.1 3.2 3.5 6.3",
                        (site, backend, pod, grace) -> site.correct.delete(pod, grace.isZero() ? AT_ONCE : grace)),
                Mutant.reports("does not report what it forgot", "3.2", target -> new ListenerDecorator(target) {
                    @Override
                    public void removed(PodRef pod) {}
                }),
                deletes("keeps the first grace", "3.3", new Delete() {
                    private final Map<PodRef, Duration> graces = new ConcurrentHashMap<>();

                    @Override
                    public void delete(SiteDecorator site, Backend backend, PodRef pod, Duration grace)
                            throws ProviderException {
                        site.correct.delete(pod, grace.isZero() ? grace : graces.computeIfAbsent(pod, key -> grace));
                    }
                }),
                Mutant.site("lengthens the grace", "3.3", (correct, backend, context) -> {
                    backend.lengthenGrace();
                    return correct;
                }),
                deletes("fails for a pod it does not know", "3.4", (site, backend, pod, grace) -> {
                    if (site.listed(pod).isEmpty()) {
                        throw new ProviderException(Kind.NOT_FOUND, "pod " + pod + " not found");
                    }
                    site.correct.delete(pod, grace);
                }),
                deletes("leaves containers of forgotten pods running", "3.5", (site, backend, pod, grace) -> {
                    if (grace.isZero()) {
                        site.correct.list();
                        backend.lose(pod);
                    } else {
                        site.correct.delete(pod, grace);
                    }
                }));
    }

    private static Mutant deletes(String name, String breaks, Delete delete) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            @Override
            public void delete(PodRef pod, Duration grace) throws ProviderException {
                delete.delete(this, backend, pod, grace);
            }
        });
    }

    private static ObservedPod waitingStill(ObservedPod pod) {
        return new ObservedPod(
                pod.ref(),
                pod.podIps(),
                pod.containers().stream().map(DeletionMutants::waitingStill).toList());
    }

    private static ObservedContainer waitingStill(ObservedContainer container) {
        boolean never = container.state() instanceof ContainerState.Terminated end
                && end.startedAt().equals(Instant.EPOCH);
        ContainerState state = never ? new ContainerState.Waiting("ContainerCreating", "") : container.state();
        return new ObservedContainer(
                container.name(),
                state,
                container.lastTermination(),
                container.restarts(),
                container.ready(),
                container.started(),
                container.image(),
                "",
                container.containerId(),
                container.resources());
    }

    private static void awaitEnd(SiteDecorator site, PodRef pod) throws ProviderException {
        try {
            while (site.listed(pod).stream()
                    .flatMap(each -> each.containers().stream())
                    .anyMatch(each -> each.state() instanceof ContainerState.Running)) {
                Thread.sleep(5);
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }
}
