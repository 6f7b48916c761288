// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which of our nodes a request is meant for, because all of them share one address: the pod of the path says so,
 * the path itself, or the header by which the API server's proxy tells how it was asked ({@code
 * apimachinery/pkg/util/proxy}). Whoever writes that header himself is asked for the permission of the node he names.
 */
final class NodeName {

    /** For all nodes: there is nothing that names one. */
    static final String ALL = "";

    private static final Set<String> OF_A_POD = Set.of("containerLogs", "exec", "attach", "portForward", "run");
    private static final Set<String> WITH_A_NODE = Set.of("metrics/resource", "stats/summary");
    private static final String FORWARDED = "X-Forwarded-Uri";
    private static final String NODES = "/api/v1/nodes/";

    private NodeName() {}

    /** The node's name, or {@link #ALL}. */
    static String of(HttpServerRequest request, List<String> path, PodLookup pods) {
        if (OF_A_POD.contains(path.get(0))) {
            return path.size() < 3
                    ? ALL
                    : pods.pod(path.get(1), path.get(2))
                            .map(pod -> pod.getSpec().getNodeName())
                            .orElse(ALL);
        }
        if (path.size() == 3 && WITH_A_NODE.contains(path.get(0) + "/" + path.get(1))) {
            return path.get(2);
        }
        return forwarded(request.getHeader(FORWARDED));
    }

    private static String forwarded(@Nullable String uri) {
        if (uri == null || !uri.startsWith(NODES)) {
            return ALL;
        }
        int end = uri.indexOf("/proxy", NODES.length());
        return end < 0 ? ALL : uri.substring(NODES.length(), end);
    }
}
