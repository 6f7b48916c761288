// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.List;

/**
 * What a host offers to pods.
 *
 * @param mounts whether containers can have mounts of their own
 * @param limits whether an engine there can limit memory and processors
 * @param firstPort the first port of the host that an engine there can give to a pod
 * @param runtime what runs containers there
 * @param addresses the host's addresses, the first one being its main address
 */
public record HostAbilities(
        boolean mounts, boolean limits, int firstPort, HostRuntime runtime, List<String> addresses) {

    /** Copies the list. */
    public HostAbilities {
        addresses = List.copyOf(addresses);
    }
}
