// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The inside of a device: its jobs are real processes of this machine. Its monitor guards everything. */
final class Simulator implements AutoCloseable {

    static final int SLOTS = 16;
    static final String ADDRESS = "127.0.0.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, SimulatedJob> jobs = new LinkedHashMap<>();
    private final List<SimulatedJob> forgotten = new ArrayList<>();
    private final List<ObjectNode> changes = new ArrayList<>();
    private final ScheduledExecutorService alarms = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "device-alarms");
        thread.setDaemon(true);
        return thread;
    });
    private boolean cut;

    /** What goes wrong with an order: a status and the device's words. */
    record Complaint(int status, String words) {}

    synchronized Optional<Complaint> put(String id, JsonNode order) {
        SimulatedJob known = jobs.get(id);
        if (known != null) {
            if (!known.owner().equals(order.path("owner").asText())) {
                return Optional.of(new Complaint(409, "job " + id + " belongs to " + known.owner()));
            }
            known.update(order);
            return Optional.empty();
        }
        if (order.path("tasks").isEmpty()) {
            return Optional.of(new Complaint(422, "tasks: a job needs at least one"));
        }
        if (jobs.size() == SLOTS) {
            return Optional.of(new Complaint(429, "all " + SLOTS + " slots are taken"));
        }
        SimulatedJob job = new SimulatedJob(this, id, order);
        jobs.put(id, job);
        job.start();
        return Optional.empty();
    }

    synchronized boolean delete(String id, long graceSeconds) {
        SimulatedJob job = jobs.get(id);
        if (job == null) {
            return false;
        }
        if (graceSeconds > 0) {
            job.stop();
            later(job::kill, graceSeconds);
            return true;
        }
        jobs.remove(id);
        forgotten.add(job);
        job.kill();
        record(job, true);
        return true;
    }

    synchronized ObjectNode list(String owner) {
        ObjectNode list = JSON.createObjectNode().put("cursor", changes.size());
        var array = list.putArray("jobs");
        jobs.values().stream().filter(job -> job.owner().equals(owner)).forEach(job -> array.add(job.toJson()));
        return list;
    }

    /** Waits until something has happened since the cursor; empty when that is not known. */
    synchronized Optional<ObjectNode> changes(String owner, int since, long waitSeconds) throws InterruptedException {
        if (since < 0 || since > changes.size()) {
            return Optional.empty();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
        while (since == changes.size() && !cut && System.nanoTime() < end) {
            pause(end);
        }
        ObjectNode news = JSON.createObjectNode().put("cursor", changes.size());
        var array = news.putArray("changes");
        changes.stream()
                .skip(since)
                .filter(change -> owner.equals(change.path("job").path("owner").asText()))
                .forEach(array::add);
        return Optional.of(news);
    }

    synchronized Optional<SimulatedTask> task(String id, String task) {
        return Optional.ofNullable(jobs.get(id)).flatMap(job -> job.task(task));
    }

    synchronized void kill(String id, String task) {
        task(id, task).orElseThrow().kill();
    }

    synchronized List<String> leftovers(String id) {
        List<String> left = new ArrayList<>();
        if (jobs.containsKey(id)) {
            left.add("job " + id);
        }
        forgotten.stream().filter(job -> job.id().equals(id)).forEach(job -> left.addAll(job.processes()));
        return left;
    }

    synchronized void cut(boolean now) {
        cut = now;
        notifyAll();
    }

    synchronized boolean cut() {
        return cut;
    }

    /** Waits for news of any kind; with the monitor held. */
    void pause(long end) throws InterruptedException {
        wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }

    void changed(SimulatedJob job) {
        if (!forgotten.contains(job)) {
            record(job, false);
        }
        notifyAll();
    }

    void later(Runnable task, long seconds) {
        alarms.schedule(
                () -> {
                    synchronized (this) {
                        task.run();
                    }
                },
                seconds,
                TimeUnit.SECONDS);
    }

    private void record(SimulatedJob job, boolean removed) {
        ObjectNode change = JSON.createObjectNode().put("removed", removed);
        change.set("job", job.toJson());
        changes.add(change);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        alarms.shutdownNow();
        jobs.values().forEach(SimulatedJob::kill);
        cut(true);
    }
}
