// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;

/**
 * That a site has ended a pod for good, whatever the pod's restart policy says, and why. Made by providers.
 *
 * @param reason one word of the kubelet's, for example {@code Evicted}
 * @param message a sentence for a user, in the kubelet's words
 */
public record PodFailure(String reason, String message) {

    /** Refuses null. */
    public PodFailure {
        Objects.requireNonNull(reason, "reason is null");
        Objects.requireNonNull(message, "message is null");
    }
}
