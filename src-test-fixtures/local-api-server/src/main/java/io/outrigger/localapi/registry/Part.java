// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

/** Which part of an object an update may change. */
public enum Part {
    /** Everything but status, where a kind keeps that apart. */
    MAIN,
    /** The sub-resource {@code status}: status, labels and annotations. */
    STATUS,
    /** The sub-resource {@code ephemeralcontainers} of pods. */
    EPHEMERAL_CONTAINERS
}
