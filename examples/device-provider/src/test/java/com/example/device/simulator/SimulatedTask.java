// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task: one process after the other. The simulator's monitor guards it. */
final class SimulatedTask {

    private static final int SIGNAL_BASE = 128;
    private static final long FIRST_BACK_OFF_SECONDS = 10;
    private static final long LONGEST_BACK_OFF_SECONDS = 300;

    private final Simulator simulator;
    private final SimulatedJob job;
    private final JsonNode order;
    private final List<TaskLog> logs = new ArrayList<>();
    private String image;
    private String state = "STARTING";
    private int restarts;
    private long started;
    private long backOff = FIRST_BACK_OFF_SECONDS;
    private boolean replaced;
    private @Nullable Process process;
    private @Nullable ObjectNode end;
    private @Nullable ObjectNode before;

    SimulatedTask(Simulator simulator, SimulatedJob job, JsonNode order) {
        this.simulator = simulator;
        this.job = job;
        this.order = order;
        this.image = order.path("image").asText();
        this.restarts = order.path("restarts").asInt();
    }

    String name() {
        return order.path("name").asText();
    }

    void start() {
        TaskLog log = new TaskLog();
        logs.add(log);
        started = System.currentTimeMillis();
        state = "RUNNING";
        end = null;
        try {
            process = launch();
            Process launched = process;
            Thread thread = new Thread(() -> watch(launched, log), "device-task");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException exception) {
            log.add("cannot start: " + exception.getMessage());
            ended(SIGNAL_BASE);
        }
        job.changed();
    }

    private Process launch() throws IOException {
        List<String> words = new ArrayList<>();
        order.path("command").forEach(word -> words.add(word.asText()));
        order.path("args").forEach(word -> words.add(word.asText()));
        ProcessBuilder builder = new ProcessBuilder(words.isEmpty() ? List.of(image) : words).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        String path = environment.get("PATH");
        environment.clear();
        environment.put("PATH", path);
        order.path("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        return builder.start();
    }

    /** On a thread of its own: keeps the log, waits for the end. */
    private void watch(Process launched, TaskLog log) {
        try (var output = launched.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (simulator) {
                    log.add(line);
                    simulator.notifyAll();
                }
            }
            int code = launched.waitFor();
            synchronized (simulator) {
                ended(code);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended(int code) {
        process = null;
        log(false).orElseThrow().end();
        ObjectNode now = JsonNodeFactory.instance.objectNode();
        now.put("instance", logs.size()).put("code", code).put("signal", Math.max(0, code - SIGNAL_BASE));
        now.put("started", started).put("ended", System.currentTimeMillis());
        String restart = order.path("restart").asText();
        boolean again = replaced || restart.equals("ALWAYS") || restart.equals("ON_FAILURE") && code != 0;
        if (job.stopping() || !again) {
            state = "ENDED";
            end = now;
            job.changed();
            return;
        }
        before = now;
        if (replaced || restarts == order.path("restarts").asInt()) {
            restart();
            return;
        }
        state = "BACKING_OFF";
        job.changed();
        simulator.later(this::restart, backOff);
        backOff = Math.min(2 * backOff, LONGEST_BACK_OFF_SECONDS);
    }

    private void restart() {
        if (!job.stopping()) {
            replaced = false;
            restarts++;
            start();
        }
    }

    void image(String next) {
        if (!next.equals(image)) {
            image = next;
            replaced = true;
            kill();
        }
    }

    void stop() {
        if (process != null) {
            // Not Process.destroy(), which would close the output.
            process.toHandle().destroy();
        } else if (!state.equals("ENDED")) {
            state = "ENDED";
            end = before;
            job.changed();
        }
    }

    void kill() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.toHandle().destroyForcibly();
        } else {
            stop();
        }
    }

    Optional<String> process() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(running -> "process " + running.pid());
    }

    /** The log of this instance or of the one before. */
    Optional<TaskLog> log(boolean previous) {
        return log(previous ? logs.size() - 1 : logs.size());
    }

    /** The log of an instance, counted from 1. */
    Optional<TaskLog> log(int instance) {
        return instance < 1 ? Optional.empty() : Optional.of(logs.get(instance - 1));
    }

    int instance() {
        return logs.size();
    }

    ObjectNode toJson() {
        ObjectNode task =
                JsonNodeFactory.instance.objectNode().put("name", name()).put("image", image);
        task.put("state", state)
                .put("instance", logs.size())
                .put("restarts", restarts)
                .put("started", started);
        task.set("end", end);
        task.set("before", before);
        return task;
    }
}
