// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.engine.ClusterNames;
import io.outrigger.provider.ssh.engine.EngineRuntime;
import io.outrigger.provider.ssh.host.PodRuntime;
import io.outrigger.provider.ssh.process.ProcessRuntime;
import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.provider.ssh.process.VolumeAccess;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The settings of a site that say what runs its containers.
 *
 * @param choice which runtime
 * @param program the path of the engine's program; empty to find it by {@code PATH}
 * @param sandboxImage the image that holds a pod's network; empty for the engine's own
 * @param names what containers of an engine are told about the names of the cluster, from {@code clusterDNS} (none by
 *     default) and {@code clusterDomain} (default {@code cluster.local}); plain processes have the host's
 * @param volumes how processes see volumes
 */
record RuntimeSettings(Choice choice, String program, String sandboxImage, ClusterNames names, VolumeAccess volumes) {

    static final Set<String> KEYS =
            Set.of("runtime", "engine", "sandboxImage", "clusterDNS", "clusterDomain", "volumes");

    /** What can run containers. */
    enum Choice {
        /** The first engine that the host has, or else processes. */
        AUTO,
        /** Podman. */
        PODMAN,
        /** Docker. */
        DOCKER,
        /** The command line of containerd. */
        NERDCTL,
        /** Plain processes. */
        PROCESS
    }

    static RuntimeSettings read(SettingsReader reader, Choice otherwise) throws ProviderException {
        return new RuntimeSettings(
                reader.choice("runtime", otherwise, Choice.class),
                reader.program("engine"),
                reader.word("sandboxImage"),
                new ClusterNames(
                        reader.addresses("clusterDNS"), reader.domain("clusterDomain", ClusterNames.DEFAULT_DOMAIN)),
                reader.choice("volumes", VolumeAccess.AUTO, VolumeAccess.class));
    }

    /** What the supervisor is to look for. */
    List<String> wanted() {
        String name = choice.name().toLowerCase(Locale.ROOT);
        return program.isEmpty() ? List.of(name) : List.of(name, program);
    }

    PodRuntime runtime(RestartPace pace, ProviderContext context, String site) {
        return new DetectedRuntime(
                this,
                new ProcessRuntime(volumes, pace),
                new EngineRuntime(pace, sandboxImage, names, context.clusterId(), site));
    }
}
