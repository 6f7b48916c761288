// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.table.TableLayout.Column;
import java.time.Instant;
import java.util.List;

/** Pods as {@code kubectl get pods} shows them (Kubernetes' {@code printPod}). */
final class PodRow {
    static final List<Column> COLUMNS = List.of(
            Column.text("Name"),
            Column.text("Ready"),
            Column.text("Status"),
            Column.text("Restarts"),
            Column.text("Age"),
            Column.wide("IP"),
            Column.wide("Node"),
            Column.wide("Nominated Node"),
            Column.wide("Readiness Gates"));

    private PodRow() {}

    static void fill(ArrayNode cells, JsonNode pod, Instant now) {
        JsonNode status = pod.path("status");
        int ready = 0;
        for (JsonNode container : status.path("containerStatuses")) {
            ready += container.path("ready").asBoolean() ? 1 : 0;
        }
        cells.add(Json.text(pod, "metadata", "name"));
        cells.add(ready + "/" + pod.path("spec").path("containers").size());
        cells.add(state(pod));
        cells.add(restarts(status, now));
        cells.add(Age.of(pod, now));
        cells.add(orNone(Json.text(status, "podIP")));
        cells.add(orNone(Json.text(pod, "spec", "nodeName")));
        cells.add(orNone(Json.text(status, "nominatedNodeName")));
        cells.add(readinessGates(pod));
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "<none>" : value;
    }

    private static String state(JsonNode pod) {
        JsonNode status = pod.path("status");
        String reason = Json.text(status, "reason");
        String state = reason.isEmpty() ? Json.text(status, "phase") : reason;
        for (JsonNode condition : status.path("conditions")) {
            if (Json.text(condition, "type").equals("PodScheduled")
                    && Json.text(condition, "reason").equals("SchedulingGated")) {
                state = "SchedulingGated";
            }
        }
        String initState = initState(pod);
        state = initState.isEmpty() ? containersState(status, state) : initState;
        if (!pod.path("metadata").hasNonNull("deletionTimestamp")) {
            return state;
        }
        String phase = Json.text(status, "phase");
        return phase.equals("Succeeded") || phase.equals("Failed") ? state : "Terminating";
    }

    /** The state while init containers run or have failed, else "". */
    private static String initState(JsonNode pod) {
        JsonNode inits = pod.path("spec").path("initContainers");
        int position = 0;
        for (JsonNode container : pod.path("status").path("initContainerStatuses")) {
            JsonNode state = container.path("state");
            boolean sidecarStarted = container.path("started").asBoolean() && isSidecar(inits.path(position));
            boolean done = state.path("terminated").path("exitCode").asInt(-1) == 0;
            if (!done && !sidecarStarted) {
                return "Init:" + initProblem(state, position, inits.size());
            }
            position++;
        }
        return "";
    }

    private static boolean isSidecar(JsonNode initContainer) {
        return Json.text(initContainer, "restartPolicy").equals("Always");
    }

    private static String initProblem(JsonNode state, int position, int count) {
        if (state.has("terminated")) {
            return terminated(state.path("terminated"));
        }
        String waiting = Json.text(state, "waiting", "reason");
        return waiting.isEmpty() || waiting.equals("PodInitializing") ? position + "/" + count : waiting;
    }

    private static String containersState(JsonNode status, String phase) {
        String state = phase;
        boolean running = false;
        JsonNode containers = status.path("containerStatuses");
        for (int i = containers.size() - 1; i >= 0; i--) {
            JsonNode container = containers.get(i);
            JsonNode current = container.path("state");
            String waiting = Json.text(current, "waiting", "reason");
            if (!waiting.isEmpty()) {
                state = waiting;
            } else if (current.hasNonNull("terminated")) {
                state = terminated(current.path("terminated"));
            } else if (container.path("ready").asBoolean() && current.has("running")) {
                running = true;
            }
        }
        if (!state.equals("Completed") || !running) {
            return state;
        }
        for (JsonNode condition : status.path("conditions")) {
            if (Json.text(condition, "type").equals("Ready")
                    && Json.text(condition, "status").equals("True")) {
                return "Running";
            }
        }
        return "NotReady";
    }

    private static String terminated(JsonNode terminated) {
        String reason = Json.text(terminated, "reason");
        if (!reason.isEmpty()) {
            return reason;
        }
        int signal = terminated.path("signal").asInt();
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + terminated.path("exitCode").asInt();
    }

    private static String restarts(JsonNode status, Instant now) {
        int restarts = 0;
        String last = "";
        for (JsonNode container : status.path("containerStatuses")) {
            restarts += container.path("restartCount").asInt();
            String finished = Json.text(container, "lastState", "terminated", "finishedAt");
            last = finished.compareTo(last) > 0 ? finished : last;
        }
        return restarts == 0 || last.isEmpty() ? "" + restarts : restarts + " (" + Age.since(last, now) + " ago)";
    }

    private static String readinessGates(JsonNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (gates.isEmpty()) {
            return "<none>";
        }
        int met = 0;
        for (JsonNode gate : gates) {
            for (JsonNode condition : pod.path("status").path("conditions")) {
                boolean same = Json.text(condition, "type").equals(Json.text(gate, "conditionType"));
                met += same && Json.text(condition, "status").equals("True") ? 1 : 0;
            }
        }
        return met + "/" + gates.size();
    }
}
