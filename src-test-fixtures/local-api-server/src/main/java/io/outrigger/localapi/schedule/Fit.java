// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import java.util.Map;
import java.util.Optional;

/** Whether a pod may run on a node, and in kube-scheduler's words why not. */
final class Fit {
    private Fit() {}

    /** The first reason against the node, empty if there is none. */
    static Optional<String> objection(JsonNode podSpec, PodDemand demand, NodeSlot slot) {
        NodeFacts node = slot.facts;
        if (node.unschedulable() && !tolerates(podSpec, "node.kubernetes.io/unschedulable", "", "NoSchedule")) {
            return Optional.of("node(s) were unschedulable");
        }
        if (!node.ready() && !tolerates(podSpec, "node.kubernetes.io/not-ready", "", "NoSchedule")) {
            return Optional.of("node(s) had untolerated taint {node.kubernetes.io/not-ready: }");
        }
        for (JsonNode taint : node.taints()) {
            String effect = Json.text(taint, "effect");
            String key = Json.text(taint, "key");
            String value = Json.text(taint, "value");
            if (!effect.equals("PreferNoSchedule") && !tolerates(podSpec, key, value, effect)) {
                return Optional.of("node(s) had untolerated taint {" + key + ": " + value + "}");
            }
        }
        if (!NodeAffinity.matches(podSpec, node)) {
            return Optional.of("node(s) didn't match Pod's node affinity/selector");
        }
        if (!slot.hasPodLeft()) {
            return Optional.of("Too many pods");
        }
        if (!slot.hasCpuFor(demand)) {
            return Optional.of("Insufficient cpu");
        }
        return slot.hasMemoryFor(demand) ? Optional.empty() : Optional.of("Insufficient memory");
    }

    private static boolean tolerates(JsonNode podSpec, String key, String value, String effect) {
        for (JsonNode toleration : podSpec.path("tolerations")) {
            String forKey = Json.text(toleration, "key");
            String forEffect = Json.text(toleration, "effect");
            boolean exists = Json.text(toleration, "operator").equals("Exists");
            boolean keyFits = forKey.equals(key) || (forKey.isEmpty() && exists);
            boolean valueFits = exists || Json.text(toleration, "value").equals(value);
            if (keyFits && valueFits && (forEffect.isEmpty() || forEffect.equals(effect))) {
                return true;
            }
        }
        return false;
    }

    /** The message of a pod that fits nowhere. */
    static String unschedulable(int nodes, Map<String, Integer> objections) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        StringBuilder message = new StringBuilder("0/" + nodes + " nodes are available: ");
        String separator = "";
        for (Map.Entry<String, Integer> objection : objections.entrySet()) {
            message.append(separator).append(objection.getValue()).append(' ').append(objection.getKey());
            separator = ", ";
        }
        return message.append('.').toString();
    }
}
