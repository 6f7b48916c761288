// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.PodRef;
import java.util.Objects;

/**
 * A container that is acted on.
 *
 * @param pod its pod
 * @param container its name
 * @param address where its ports are reached from the host
 */
public record Target(PodRef pod, String container, String address) {

    /** Refuses null. */
    public Target {
        Objects.requireNonNull(pod, "pod is null");
        Objects.requireNonNull(container, "container is null");
        Objects.requireNonNull(address, "address is null");
    }
}
