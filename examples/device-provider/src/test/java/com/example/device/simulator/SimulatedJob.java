// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job of the device. The simulator's monitor guards it. */
final class SimulatedJob {

    private final Simulator simulator;
    private final String id;
    private final JsonNode order;
    private final List<SimulatedTask> tasks = new ArrayList<>();
    private boolean stopping;

    SimulatedJob(Simulator simulator, String id, JsonNode order) {
        this.simulator = simulator;
        this.id = id;
        this.order = order;
        order.path("tasks").forEach(task -> tasks.add(new SimulatedTask(simulator, this, task)));
    }

    String id() {
        return id;
    }

    String owner() {
        return order.path("owner").asText();
    }

    boolean stopping() {
        return stopping;
    }

    void start() {
        tasks.forEach(SimulatedTask::start);
    }

    /** Another image restarts its task; the first order has decided everything else. */
    void update(JsonNode next) {
        if (stopping) {
            return;
        }
        for (JsonNode wanted : next.path("tasks")) {
            task(wanted.path("name").asText())
                    .ifPresent(task -> task.image(wanted.path("image").asText()));
        }
    }

    void stop() {
        if (!stopping) {
            stopping = true;
            tasks.forEach(SimulatedTask::stop);
        }
    }

    void kill() {
        stopping = true;
        tasks.forEach(SimulatedTask::kill);
    }

    Optional<SimulatedTask> task(String name) {
        return tasks.stream().filter(task -> task.name().equals(name)).findFirst();
    }

    List<String> processes() {
        return tasks.stream().flatMap(task -> task.process().stream()).toList();
    }

    void changed() {
        simulator.changed(this);
    }

    ObjectNode toJson() {
        ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", id).put("owner", owner());
        job.set("labels", order.path("labels"));
        job.put("address", Simulator.ADDRESS);
        var array = job.putArray("tasks");
        tasks.forEach(task -> array.add(task.toJson()));
        return job;
    }
}
