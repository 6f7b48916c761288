// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;

/**
 * Something that happened to a container, or to its pod, and that no state shows, such as a failed probe.
 *
 * @param container the container's name; empty for what concerns the pod as a whole
 * @param severity whether it is a reason to worry
 * @param reason one word in CamelCase, as the kubelet's for the same thing: {@code Unhealthy}, {@code Killing}
 * @param message a sentence for users, without any secret
 */
public record ContainerEvent(String container, Severity severity, String reason, String message) {

    /** Refuses null. */
    public ContainerEvent {
        Objects.requireNonNull(container, "container is null");
        Objects.requireNonNull(severity, "severity is null");
        Objects.requireNonNull(reason, "reason is null");
        Objects.requireNonNull(message, "message is null");
    }

    /** How serious an event is. */
    public enum Severity {
        /** It is as it should be. */
        NORMAL,
        /** Somebody may want to do something. */
        WARNING
    }
}
