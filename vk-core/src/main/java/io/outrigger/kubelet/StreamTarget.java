// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Site;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pod that a path names, {@code {namespace}/{pod}} with or without {@code /{uid}}, and its site.
 *
 * @param pod as the API server has it
 * @param site where it runs
 */
record StreamTarget(Pod pod, Site site) {

    private static final String NO_POD = "pod does not exist";

    /** The pod of a path that ends with the pod or its UID. */
    static StreamTarget find(PodLookup pods, List<String> path) throws HttpRefusal {
        if (path.size() != 2 && path.size() != 3) {
            throw new HttpRefusal(404, Router.NOT_FOUND);
        }
        require(path.get(1), "Missing podID.");
        require(path.get(0), "Missing podNamespace.");
        var pod = pods.pod(path.get(0), path.get(1)).orElseThrow(() -> new HttpRefusal(404, NO_POD));
        if (path.size() == 3 && !path.get(2).equals(pod.getMetadata().getUid())) {
            throw new HttpRefusal(404, NO_POD);
        }
        var node = pod.getSpec().getNodeName();
        var site = pods.site(node).orElseThrow(() -> new HttpRefusal(500, "site \"" + node + "\" is not open"));
        return new StreamTarget(pod, site);
    }

    /** The pod of a path that has a container behind it, which runs. */
    static StreamTarget findContainer(PodLookup pods, List<String> path) throws HttpRefusal {
        if (path.size() != 3 && path.size() != 4) {
            throw new HttpRefusal(404, Router.NOT_FOUND);
        }
        var container = path.get(path.size() - 1);
        require(container, "Missing container name.");
        var target = find(pods, path.subList(0, path.size() - 1));
        target.requireRunning(container);
        return target;
    }

    static HttpRefusal lacks(String node, String capability) {
        return new HttpRefusal(
                501, "site \"" + node + "\" cannot " + capability + ": its provider does not implement it");
    }

    PodRef ref() {
        return PodRef.of(pod);
    }

    String node() {
        return pod.getSpec().getNodeName();
    }

    /** Whether the container was given a terminal when it was made, which is what {@code attach} joins. */
    boolean hasTerminal(String container) {
        var spec = pod.getSpec();
        return Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                        .anyMatch(each -> each.getName().equals(container) && Boolean.TRUE.equals(each.getTty()))
                || spec.getEphemeralContainers().stream()
                        .anyMatch(each -> each.getName().equals(container) && Boolean.TRUE.equals(each.getTty()));
    }

    private void requireRunning(String container) throws HttpRefusal {
        var about = "container not found (\"" + container + "\")";
        if (!LogInstance.isKnown(pod, container)) {
            throw new HttpRefusal(404, about);
        }
        if (!LogInstance.isRunning(pod, container)) {
            throw new HttpRefusal(
                    500,
                    about + ": it does not run in pod \"" + pod.getMetadata().getName() + "\", which is " + phase());
        }
    }

    private String phase() {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return phase == null ? "Pending" : phase;
    }

    private static void require(String segment, String message) throws HttpRefusal {
        if (segment.isEmpty()) {
            throw new HttpRefusal(400, "{\"message\": \"" + message + "\"}");
        }
    }
}
