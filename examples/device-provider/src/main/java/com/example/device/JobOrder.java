// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A job as the device is told it.
 *
 * @param owner the cluster and the node; a device may have several
 * @param labels comes back with the job
 * @param tasks what is to run in it
 */
record JobOrder(String owner, Map<String, String> labels, List<TaskOrder> tasks) {

    /** What must not be shown if the device quotes it. */
    Set<String> secrets() {
        return tasks.stream()
                .flatMap(task -> task.environment().values().stream())
                .filter(value -> !value.isBlank())
                .collect(Collectors.toSet());
    }

    /**
     * A task of a job.
     *
     * @param image the name of a program on the device
     * @param restart {@code NEVER}, {@code ON_FAILURE} or {@code ALWAYS}
     * @param restarts where its count of restarts begins
     */
    record TaskOrder(
            String name,
            String image,
            List<String> command,
            List<String> args,
            Map<String, String> environment,
            String restart,
            int restarts) {

        /** Names the task only, because the rest may hold secrets. */
        @Override
        public String toString() {
            return "TaskOrder[" + name + "]";
        }
    }
}
