// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a pod when it was resolved: ready to be applied, waiting for objects that are not there, or refused. */
public sealed interface Resolution {

    /**
     * Everything is there.
     *
     * @param pod what to apply
     * @param refresh when a token in it should be renewed by resolving again, or null
     * @param problems sentences for Warning events about what the pod can do without
     */
    record Ready(DesiredPod pod, @Nullable Instant refresh, List<Problem> problems) implements Resolution {
        /** Refuses null and copies the list. */
        public Ready {
            Objects.requireNonNull(pod, "pod is null");
            problems = List.copyOf(problems);
        }
    }

    /**
     * A mandatory reference is missing or holds what cannot be used. The pod is resolved again when one of the objects
     * appears or changes.
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
     * The pod can never run as it is specified. It is not resolved again until its spec changes.
     *
     * @param reason one word, as in an event
     * @param message a sentence that names the field
     */
    record Refused(String reason, String message) implements Resolution {
        /** Refuses null. */
        public Refused {
            Objects.requireNonNull(reason, "reason is null");
            Objects.requireNonNull(message, "message is null");
        }
    }

    /**
     * Something to tell the user in an event.
     *
     * @param reason the event's reason: {@code Failed}, {@code FailedMount} or {@code FailedToRetrieveImagePullSecret}
     * @param message the event's message, in the kubelet's words
     * @param container the container it is about, or null
     */
    record Problem(String reason, String message, @Nullable String container) {}
}
