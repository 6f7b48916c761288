// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job as the device tells it.
 *
 * @param id the identity we gave it: the pod's UID
 * @param labels the words we gave it: the pod's namespace and name
 * @param address the network address its tasks use
 * @param tasks what runs in it
 */
record Job(String id, Map<String, String> labels, String address, List<Task> tasks) {

    Job {
        Objects.requireNonNull(id, "id is missing");
        Objects.requireNonNull(address, "address is missing");
        labels = Map.copyOf(Objects.requireNonNull(labels, "labels is missing"));
        tasks = List.copyOf(Objects.requireNonNull(tasks, "tasks is missing"));
        Objects.requireNonNull(labels.get("namespace"), "labels.namespace is missing");
        Objects.requireNonNull(labels.get("name"), "labels.name is missing");
    }

    /** What a task does; the device writes it in capitals. */
    enum State {
        STARTING,
        RUNNING,
        BACKING_OFF,
        ENDED
    }

    /**
     * A task of a job.
     *
     * @param instance counts its starts, from 1; 0 before the first
     * @param restarts restarts, beginning with the number in the order
     * @param started when it started, in milliseconds since 1970; 0 before
     * @param end how it ended, if it has
     * @param before how the instance before ended, if there was one
     */
    record Task(
            String name,
            String image,
            State state,
            int instance,
            int restarts,
            long started,
            @Nullable End end,
            @Nullable End before) {

        // Not compact: javac leaves the nullness of a compact constructor's parameters out of the class file.
        Task(
                String name,
                String image,
                State state,
                int instance,
                int restarts,
                long started,
                @Nullable End end,
                @Nullable End before) {
            this.name = Objects.requireNonNull(name, "name of a task is missing");
            this.image = Objects.requireNonNull(image, "image of a task is missing");
            this.state = Objects.requireNonNull(state, "state of a task is missing");
            this.instance = instance;
            this.restarts = restarts;
            this.started = started;
            this.end = end;
            this.before = before;
            if (state == State.ENDED) {
                Objects.requireNonNull(end, "end of a task that has ended is missing");
            }
        }
    }

    /**
     * How an instance of a task ended.
     *
     * @param code its exit code, 128 and the signal for one that a signal ended
     * @param started when it started, in milliseconds since 1970
     * @param ended when it ended, in milliseconds since 1970
     */
    record End(int instance, int code, int signal, long started, long ended) {}
}
