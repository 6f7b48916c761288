// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.List;

/** How containers are run on a host: as plain processes, or by a container engine. One per site; immutable. */
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
     * Where the ports of a pod are reached from its host, for probes and hooks.
     *
     * @param podIps the pod's addresses, the main one first
     * @return an address or name that the host can connect to
     */
    default String address(List<String> podIps) {
        return "localhost";
    }
}
