// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import java.util.List;
import java.util.Map;

/**
 * Which part of a node a route belongs to, in the order in which permissions are tried: the fine one first, then
 * {@code proxy}, which stands for everything (KEP-2862).
 */
final class Subresources {

    private static final String PROXY = "proxy";

    private static final Map<String, List<String>> BY_ROUTE = Map.of(
            "stats", List.of("stats"),
            "metrics", List.of("metrics"),
            "logs", List.of("log"),
            "checkpoint", List.of("checkpoint"),
            "statusz", List.of("statusz"),
            "flagz", List.of("configz"),
            "pods", List.of("pods", PROXY),
            "runningpods", List.of("pods", PROXY),
            "healthz", List.of("healthz", PROXY),
            "configz", List.of("configz", PROXY));

    private Subresources() {}

    /** The sub-resources of a route, one of which must be allowed; {@code route} is the first segment of a path. */
    static List<String> of(String route) {
        return BY_ROUTE.getOrDefault(route, List.of(PROXY));
    }

    /** The verb of the API for a method of HTTP. */
    static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "get";
        };
    }
}
