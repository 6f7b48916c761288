// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.List;

/**
 * How containers are run on a host: as plain processes, or by a container engine. Implemented once per kind of runtime;
 * one per site; immutable and used by any thread.
 */
public interface PodRuntime {

    /**
     * Refuses what this runtime cannot do.
     *
     * @param pod the pod
     * @param host what the host offers
     * @throws ProviderException of kind {@code INVALID_POD} or {@code UNSUPPORTED}, naming the field and the remedy
     */
    void check(DesiredPod pod, HostAbilities host) throws ProviderException;

    /**
     * The files the supervisor needs: {@code plan}, and {@code containers/NAME/run} for each container.
     *
     * @param pod a pod that was checked
     * @param host what the host offers
     * @return files relative to the pod's directory
     */
    List<HostFile> files(DesiredPod pod, HostAbilities host);

    /**
     * The files that every apply writes anew, beside those of volumes.
     *
     * @param pod a pod that was checked
     * @param host what the host offers
     * @return files relative to the pod's directory
     */
    default List<HostFile> content(DesiredPod pod, HostAbilities host) {
        return List.of();
    }

    /**
     * What users are told about a pod when it has been taken.
     *
     * @param pod a pod that was checked
     * @param host what the host offers
     */
    default List<ContainerEvent> warnings(DesiredPod pod, HostAbilities host) {
        return List.of();
    }

    /**
     * Whether a pod's addresses are those of the host.
     *
     * @param pod a pod that was checked
     * @param host what the host offers
     */
    default boolean sharesNetwork(DesiredPod pod, HostAbilities host) {
        return true;
    }

    /**
     * What the supervisor is to look for on the host before the first pod: the name of a runtime or {@code auto}, and
     * perhaps the path of its program.
     */
    default List<String> wanted() {
        return List.of(HostRuntime.PROCESS);
    }
}
