// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

/**
 * What runs containers on a host, as the supervisor found it out.
 *
 * @param name {@code podman}, {@code docker}, {@code nerdctl} or {@code process}
 * @param version its version as it tells it
 */
public record HostRuntime(String name, String version) {

    /** The name for containers without an engine. */
    public static final String PROCESS = "process";

    /** Reads a name, perhaps a path, and a version; without them, containers are processes. */
    static HostRuntime of(String text) {
        String[] words = text.split(" ");
        return words.length < 2
                ? new HostRuntime(PROCESS, ProcessVersion.VERSION)
                : new HostRuntime(words[0], words[words.length - 1]);
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
        return name + "://" + version;
    }
}
