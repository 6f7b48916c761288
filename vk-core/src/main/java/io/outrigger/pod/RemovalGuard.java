// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Node;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.kube.EventRecorder;
import io.outrigger.spi.PodRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Withholds the removal of many unknown pods from a site until an operator allows it, because a lost or wrong API server
 * looks just like a site full of leftovers. The operator writes how many pods may go into the node's annotation
 * {@value #ANNOTATION}; a number and not a yes, so that it allows this removal and no larger one. Safe from any thread.
 */
public final class RemovalGuard {

    /** On a node: how many unknown pods one pass may remove from its site. */
    public static final String ANNOTATION = "outrigger.io/allow-removal";

    private static final Logger log = LoggerFactory.getLogger(RemovalGuard.class);

    private final EventRecorder events;
    private final Map<String, Integer> allowed = new ConcurrentHashMap<>();
    private final Map<String, Integer> withheld = new ConcurrentHashMap<>();

    /** Tells operators by events and by the gauge {@code outrigger.relist.withheld}. */
    public RemovalGuard(EventRecorder events, MeterRegistry meters) {
        this.events = events;
        Gauge.builder("outrigger.relist.withheld", withheld, RemovalGuard::sum)
                .description("Unknown pods at sites that are not removed before an operator allows it")
                .register(meters);
    }

    /** Reads the operator's word from a node; called whenever one of our nodes was seen. */
    public void nodeSeen(Node node) {
        String name = node.getMetadata().getName();
        var annotations = node.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(ANNOTATION);
        if (text == null) {
            allowed.remove(name);
            return;
        }
        try {
            allowed.put(name, Integer.parseInt(text.trim()));
        } catch (NumberFormatException notANumber) {
            allowed.remove(name);
            log.warn("node {}: annotation {} must be a number of pods, not \"{}\"", name, ANNOTATION, text);
        }
    }

    /** How many pods are withheld at a site. */
    public int withheld(String site) {
        return withheld.getOrDefault(site, 0);
    }

    boolean allowed(String site, int pods) {
        return pods <= allowed.getOrDefault(site, 0);
    }

    void withhold(String site, int pods, int all) {
        Integer before = withheld.put(site, pods);
        if (before != null && before == pods) {
            return;
        }
        String message = "Not removing " + pods + " of " + all + " pods at the site, which the API server does"
                + " not know: too many for a mistake to be excluded. To remove them: kubectl annotate --overwrite node "
                + site + " " + ANNOTATION + "=" + pods;
        events.node(site, EventRecorder.Type.WARNING, "RemovalWithheld", message);
        log.warn("site {}: {}", site, message);
    }

    void release(String site) {
        withheld.remove(site);
    }

    void removing(String site, PodRef pod) {
        log.warn("site {}: removing pod {}, which the API server has not known for a while", site, pod);
    }

    void forget(String site) {
        withheld.remove(site);
        allowed.remove(site);
    }

    private static double sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
