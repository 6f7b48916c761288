// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a pod when it was resolved: ready to be applied, or waiting for objects that are not there. */
public sealed interface Resolution {

    /**
     * Everything is there.
     *
     * @param pod what to apply
     * @param refresh when a token in it should be renewed by resolving again, or null
     */
    record Ready(DesiredPod pod, @Nullable Instant refresh) implements Resolution {
        /** Refuses null. */
        public Ready {
            Objects.requireNonNull(pod, "pod is null");
        }
    }

    /**
     * A mandatory reference is missing. The pod is resolved again when one of the objects appears.
     *
     * @param containers what each container shows while it waits, by name, in the kubelet's words
     * @param problems sentences for Warning events
     */
    record Missing(Map<String, ContainerState.Waiting> containers, List<Problem> problems) implements Resolution {
        /** Copies the collections. */
        public Missing {
            containers = Map.copyOf(containers);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Something to tell the user in an event.
     *
     * @param reason the event's reason: {@code Failed} or {@code FailedMount}
     * @param message the event's message, in the kubelet's words
     * @param container the container it is about, or null
     */
    record Problem(String reason, String message, @Nullable String container) {}
}
