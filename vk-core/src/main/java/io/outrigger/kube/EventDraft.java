// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was reported, before repeats are counted.
 *
 * @param about the object and where in it
 * @param host the node that reports
 * @param type {@code Normal} or {@code Warning}
 * @param reason one word
 * @param message a sentence
 * @param time when it was reported
 */
record EventDraft(About about, String host, String type, String reason, String message, Instant time) {

    /**
     * What an event is about.
     *
     * @param kind Pod or Node
     * @param namespace its namespace, or empty
     * @param name its name
     * @param uid its UID
     * @param resourceVersion its version when the event happened, or null
     * @param fieldPath the container, or null
     */
    record About(
            String kind,
            String namespace,
            String name,
            String uid,
            @Nullable String resourceVersion,
            @Nullable String fieldPath) {

        /** Where its events live: events about nodes are in {@code default}. */
        String eventNamespace() {
            return namespace.isEmpty() ? "default" : namespace;
        }
    }
}
