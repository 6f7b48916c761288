// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import io.outrigger.site.OpenSite;
import io.outrigger.site.SiteListener;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.util.function.Consumer;

/** Carries what sites report into the lanes. Called from threads of providers and the probe; returns at once. */
public final class PodReports implements SiteListener {

    private final PodCache cache;
    private final ObservedPods observed;
    private final EventRecorder events;
    private final Consumer<PodRef> worker;
    private final Consumer<String> relist;

    /**
     * @param cache tells which pods a site should run
     * @param observed takes what is reported
     * @param events where users are told
     * @param worker adds a pod to the desired lane; returns at once
     * @param relist asks for a list of a site, by name; returns at once
     */
    public PodReports(
            PodCache cache,
            ObservedPods observed,
            EventRecorder events,
            Consumer<PodRef> worker,
            Consumer<String> relist) {
        this.cache = cache;
        this.observed = observed;
        this.events = events;
        this.worker = worker;
        this.relist = relist;
    }

    /** What may have been missed is looked up, and every pod is gone through once. */
    @Override
    public void reached(OpenSite site) {
        observed.doubt(site.name());
        relist.accept(site.name());
        cache.onNode(site.name()).forEach(pod -> worker.accept(PodRef.of(pod)));
        cache.departed(site.name()).forEach(worker);
    }

    @Override
    public void closed(OpenSite site) {
        cache.forget(site.name());
        observed.forgetSite(site.name());
        relist.accept(site.name());
    }

    /** A site is heard about its own pods only; what it has beside them the next list tells. */
    @Override
    public void podChanged(OpenSite site, ObservedPod pod) {
        if (boundTo(site, pod.ref())) {
            observed.heard(site.name(), pod);
        }
    }

    /** Users read it beside the pod; the recorder sees to it that there are not too many. */
    @Override
    public void podEvent(OpenSite site, PodRef pod, ContainerEvent event) {
        if (boundTo(site, pod)) {
            String container = event.container().isEmpty() ? null : event.container();
            cache.get(pod)
                    .ifPresent(desired ->
                            events.pod(desired, type(event.severity()), event.reason(), event.message(), container));
        }
    }

    private static Type type(ContainerEvent.Severity severity) {
        return switch (severity) {
            case NORMAL -> Type.NORMAL;
            case WARNING -> Type.WARNING;
        };
    }

    /** Only a list proves that a pod is not there: a report may be late, and the pod may have been applied again. */
    @Override
    public void podRemoved(OpenSite site, PodRef pod) {
        if (boundTo(site, pod)) {
            relist.accept(site.name());
        }
    }

    private boolean boundTo(OpenSite site, PodRef pod) {
        return cache.get(pod)
                .filter(desired -> site.name().equals(desired.getSpec().getNodeName()))
                .isPresent();
    }
}
