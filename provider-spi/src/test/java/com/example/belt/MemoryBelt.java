// SPDX-License-Identifier: Apache-2.0
package com.example.belt;

import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A belt in memory, whose link a test can break. Its monitor guards it; jobs end when they are told to. */
final class MemoryBelt implements Belt {

    static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05Z");
    static final Instant ENDED = BEGAN.plusSeconds(60);

    private final Map<PodRef, Job> jobs = new LinkedHashMap<>();
    private final Queue<Change> changes = new ArrayDeque<>();
    private boolean broken;
    private boolean missed;

    /** As the factory finds belts. */
    static Belt at(String address) {
        return new MemoryBelt();
    }

    synchronized void link(boolean whole) {
        broken = !whole;
        missed |= broken;
        notifyAll();
    }

    /** A job ends by itself. */
    synchronized void end(PodRef pod, int exitCode) {
        Job job = jobs.get(pod);
        if (job != null && job.end() == null) {
            put(new Job(pod, job.name(), job.began(), new End(exitCode, ENDED)));
        }
    }

    @Override
    public synchronized boolean run(PodRef pod, String name, List<String> command) throws IOException {
        reach();
        if (jobs.containsKey(pod)) {
            return false;
        }
        put(new Job(pod, name, BEGAN, null));
        return true;
    }

    @Override
    public synchronized boolean stop(PodRef pod, Duration grace) throws IOException {
        reach();
        end(pod, 143);
        return jobs.containsKey(pod);
    }

    @Override
    public synchronized boolean forget(PodRef pod) throws IOException {
        reach();
        Job job = jobs.remove(pod);
        if (job != null) {
            changes.add(new Change(job, true));
            notifyAll();
        }
        return job != null;
    }

    @Override
    public synchronized List<Job> jobs() throws IOException {
        reach();
        return List.copyOf(jobs.values());
    }

    @Override
    public synchronized boolean ping() throws IOException {
        reach();
        return true;
    }

    @Override
    public synchronized Change awaitChange() throws IOException, InterruptedException {
        while (changes.isEmpty() && !missed) {
            wait();
        }
        if (missed) {
            missed = false;
            changes.clear();
            throw new IOException("connection reset");
        }
        return changes.remove();
    }

    @Override
    public synchronized void awaitLink() throws InterruptedException {
        while (broken) {
            wait();
        }
    }

    private void put(Job job) {
        jobs.put(job.pod(), job);
        changes.add(new Change(job, false));
        notifyAll();
    }

    private void reach() throws IOException {
        if (broken) {
            throw new IOException("no route to host");
        }
    }
}
