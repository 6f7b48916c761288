// SPDX-License-Identifier: Apache-2.0

package com.example.hello;

import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for your device: it runs jobs, whoever is connected. Put the client of your device's API in its place. */
public final class Greeter {

    final Map<PodRef, Job> jobs = new ConcurrentHashMap<>();
    volatile boolean reachable = true;

    /** What a container says: a job ends after a time, or when asked to stop, unless {@code stopCode} is -1. */
    record Work(String container, String image, int restarts, Duration time, int exitCode, int stopCode) {}

    /** Work that began, was perhaps asked to stop, and will perhaps be killed. */
    record Job(Work work, Instant start, Instant stop, Instant kill) {

        Job(Work work, Instant start) {
            this(work, start, Instant.MAX, Instant.MAX);
        }

        Job stopped(Instant asked, Duration grace) {
            return new Job(work, start, earlier(asked, stop), earlier(asked.plus(grace), kill));
        }

        Instant end() {
            Instant itself = work.stopCode() < 0 ? finish() : earlier(finish(), stop);
            return earlier(itself, kill);
        }

        int code() {
            return end().equals(kill) ? 137 : end().equals(finish()) ? work.exitCode() : work.stopCode();
        }

        private Instant finish() {
            return start.plus(work.time());
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }
}
