// SPDX-License-Identifier: Apache-2.0
package com.example.belt;

import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A belt controller as its maker's library might show it. It runs jobs by itself; every call may fail. */
interface Belt {

    /**
     * A job.
     *
     * @param pod the pod it is tagged with
     * @param name its name
     * @param began when it began
     * @param end how it ended, or null while it runs
     */
    record Job(
            PodRef pod,
            String name,
            Instant began,
            @Nullable End end) {}

    /** How and when a job ended. */
    record End(int exitCode, Instant at) {}

    /** A job that has begun, ended or been forgotten. */
    record Change(Job job, boolean forgotten) {}

    /** Begins a job and says whether it did: a job with this tag is begun once. */
    boolean run(PodRef pod, String name, List<String> command) throws IOException;

    /** Asks a job to stop, kills it in the end, and says whether there is one. */
    boolean stop(PodRef pod, Duration grace) throws IOException;

    /** Kills and forgets a job and says whether there was one. */
    boolean forget(PodRef pod) throws IOException;

    List<Job> jobs() throws IOException;

    /** Says whether the belt moves. */
    boolean ping() throws IOException;

    /** Waits for the next change. */
    Change awaitChange() throws IOException, InterruptedException;

    /** Waits until the belt answers. */
    void awaitLink() throws InterruptedException;
}
