// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;

/**
 * What a site is built of; the node's {@code nodeInfo}. Unknown is the empty text, never null.
 *
 * @param operatingSystem {@code linux} or {@code windows}, as Go names them
 * @param architecture {@code amd64}, {@code arm64}, {@code arm}, as Go names them
 * @param osImage for example {@code Debian GNU/Linux 12}
 * @param kernelVersion as {@code uname -r} says
 * @param containerRuntimeVersion {@code type://version}
 * @param machineId a stable identity of the machine
 * @param systemUuid the identity of the hardware
 * @param bootId changes with every boot
 */
public record NodeFacts(
        String operatingSystem,
        String architecture,
        String osImage,
        String kernelVersion,
        String containerRuntimeVersion,
        String machineId,
        String systemUuid,
        String bootId) {

    /** Refuses null. */
    public NodeFacts {
        Objects.requireNonNull(operatingSystem, "operatingSystem is null");
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(osImage, "osImage is null");
        Objects.requireNonNull(kernelVersion, "kernelVersion is null");
        Objects.requireNonNull(containerRuntimeVersion, "containerRuntimeVersion is null");
        Objects.requireNonNull(machineId, "machineId is null");
        Objects.requireNonNull(systemUuid, "systemUuid is null");
        Objects.requireNonNull(bootId, "bootId is null");
    }
}
