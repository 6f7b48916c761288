// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Translates jobs into pods as they are. Pure. */
final class JobToPod {

    private static final int KILL = 9;

    private JobToPod() {}

    static PodRef ref(Job job) {
        return new PodRef(
                Objects.requireNonNull(job.labels().get("namespace")),
                Objects.requireNonNull(job.labels().get("name")),
                job.id());
    }

    static ObservedPod pod(Job job) {
        return new ObservedPod(
                ref(job),
                List.of(job.address()),
                job.tasks().stream().map(task -> container(job, task)).toList());
    }

    private static ObservedContainer container(Job job, Job.Task task) {
        boolean runs = task.state() == Job.State.RUNNING;
        Job.End before = task.before();
        return new ObservedContainer(
                task.name(),
                state(job, task),
                before == null ? null : terminated(job, task, before),
                task.restarts(),
                runs,
                runs,
                task.image(),
                "",
                task.instance() == 0 ? "" : id(job, task, task.instance()));
    }

    private static ContainerState state(Job job, Job.Task task) {
        return switch (task.state()) {
            case STARTING -> new ContainerState.Waiting("ContainerCreating", "");
            case BACKING_OFF -> new ContainerState.Waiting("CrashLoopBackOff", "the device waits before a restart");
            case RUNNING -> new ContainerState.Running(Instant.ofEpochMilli(task.started()));
            case ENDED -> terminated(job, task, Objects.requireNonNull(task.end()));
        };
    }

    private static Terminated terminated(Job job, Job.Task task, Job.End end) {
        return new Terminated(
                end.code(),
                end.signal(),
                end.code() == 0 ? "Completed" : "Error",
                end.signal() == KILL ? "killed" : "",
                Instant.ofEpochMilli(end.started()),
                Instant.ofEpochMilli(end.ended()),
                id(job, task, end.instance()));
    }

    private static String id(Job job, Job.Task task, int instance) {
        return "device://" + job.id() + "-" + task.name() + "-" + instance;
    }
}
