// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Instant;
import java.util.Objects;

/** What a container does: exactly one of waiting, running, terminated. */
public sealed interface ContainerState {

    /**
     * It has not started, or waits to be started again. What a kubelet tells as events of its reasons, such as
     * {@code ErrImagePull} or {@code CreateContainerError}, the core tells of these states.
     *
     * @param reason a word as the kubelet uses, for example {@code ContainerCreating} or {@code CrashLoopBackOff}
     * @param message a sentence for a user, or empty; of an image that cannot be pulled, what the registry said
     */
    record Waiting(String reason, String message) implements ContainerState {
        /** Refuses null. */
        public Waiting {
            Objects.requireNonNull(reason, "reason is null");
            Objects.requireNonNull(message, "message is null");
        }
    }

    /**
     * It runs.
     *
     * @param startedAt since when
     */
    record Running(Instant startedAt) implements ContainerState {
        /** Refuses null. */
        public Running {
            Objects.requireNonNull(startedAt, "startedAt is null");
        }
    }

    /**
     * It has ended.
     *
     * @param exitCode its exit code; 128 + signal when a signal ended it
     * @param signal the signal that ended it, or 0
     * @param reason {@code Completed}, {@code Error}, {@code OOMKilled}, {@code StartError} or another word of the kubelet
     * @param message the termination message, at most 4096 bytes, or empty
     * @param startedAt when it started; {@link Instant#EPOCH} when it never did, because its pod was stopped before
     * @param finishedAt when it ended; as before
     * @param containerId {@code type://id} of the instance that ended, or empty
     */
    record Terminated(
            int exitCode,
            int signal,
            String reason,
            String message,
            Instant startedAt,
            Instant finishedAt,
            String containerId)
            implements ContainerState {
        /** Refuses null. */
        public Terminated {
            Objects.requireNonNull(reason, "reason is null");
            Objects.requireNonNull(message, "message is null");
            Objects.requireNonNull(startedAt, "startedAt is null");
            Objects.requireNonNull(finishedAt, "finishedAt is null");
            Objects.requireNonNull(containerId, "containerId is null");
        }
    }
}
