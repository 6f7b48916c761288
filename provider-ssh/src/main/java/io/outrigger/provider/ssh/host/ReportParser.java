// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.PodFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@code pod-supervisor.sh report} prints: one word and a text per line. For one use. */
final class ReportParser {

    private final List<PodReport> pods = new ArrayList<>();
    private String uid = "";
    private StringBuilder spec = new StringBuilder();
    private String runtime = HostRuntime.PROCESS;
    private List<String> addresses = new ArrayList<>();
    private List<ContainerEvent> warnings = new ArrayList<>();
    private boolean stopping;
    private @Nullable PodFailure failure;
    private boolean supervised;
    private Map<String, ContainerReport> containers = new LinkedHashMap<>();
    private List<String> damaged = new ArrayList<>();
    private String container = "";
    private boolean runnerAlive;
    private boolean processAlive;
    private Map<String, String> state = new HashMap<>();
    private StringBuilder message = new StringBuilder();

    List<PodReport> parse(String text) {
        text.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            String word = blank < 0 ? line : line.substring(0, blank);
            accept(word, blank < 0 ? "" : line.substring(blank + 1));
        });
        return pods;
    }

    private void accept(String word, String rest) {
        switch (word) {
            case "pod" -> beginPod(rest);
            case "spec" -> spec.append(rest);
            case "engine" -> runtime = rest;
            case "address" -> addresses.add(rest);
            case "warning" -> warnings.add(warning(rest));
            case "stop" -> stopping = true;
            case "failure" -> failure = failure(rest);
            case "container" -> beginContainer(rest);
            case "runner" -> runnerAlive = true;
            case "process" -> processAlive = true;
            case "state" -> putState(rest);
            case "message" -> message.append(message.length() == 0 ? "" : "\n").append(rest);
            case "damaged" -> damaged.add(rest);
            case "supervised" -> supervised = true;
            case "end" -> endPod();
            default -> {
                // A line of a newer supervisor.
            }
        }
    }

    /** A word and a sentence, of which a full disk may have left the word. */
    private static PodFailure failure(String line) {
        int blank = line.indexOf(' ');
        return blank < 0
                ? new PodFailure(line, "")
                : new PodFailure(line.substring(0, blank), line.substring(blank + 1));
    }

    /** A word and a sentence about the pod as a whole. */
    private static ContainerEvent warning(String line) {
        int blank = Math.max(line.indexOf(' '), 0);
        return new ContainerEvent(
                "",
                ContainerEvent.Severity.WARNING,
                line.substring(0, blank),
                line.substring(blank).strip());
    }

    private void beginPod(String name) {
        uid = name;
        spec = new StringBuilder();
        runtime = HostRuntime.PROCESS;
        addresses = new ArrayList<>();
        warnings = new ArrayList<>();
        stopping = false;
        failure = null;
        supervised = false;
        containers = new LinkedHashMap<>();
        damaged = new ArrayList<>();
        container = "";
    }

    private void beginContainer(String name) {
        endContainer();
        container = name;
        runnerAlive = false;
        processAlive = false;
        state = new HashMap<>();
        message = new StringBuilder();
    }

    private void putState(String line) {
        int blank = line.indexOf(' ');
        if (blank > 0) {
            state.put(line.substring(0, blank), line.substring(blank + 1));
        }
    }

    private void endContainer() {
        if (!container.isEmpty()) {
            state.put("runtime", runtime);
            containers.put(
                    container, new ContainerReport(container, runnerAlive, processAlive, state, message.toString()));
        }
    }

    private void endPod() {
        endContainer();
        PodRecord record = PodRecord.fromJson(spec.toString())
                .filter(known -> known.uid().equals(uid))
                .orElse(null);
        if (record == null) {
            damaged.add(PodFiles.RECORD);
        }
        pods.add(new PodReport(
                uid, record, runtime, addresses, warnings, stopping, failure, supervised, containers, damaged));
    }
}
