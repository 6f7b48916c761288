// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.provider.memory.DecoratedProvider;
import io.outrigger.provider.memory.DecoratedSite;
import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The least that a site can do for a command: it spawns it, hands on its output and waits. What a command takes longer
 * than its process is then the endpoint's alone.
 */
final class SpawningSite extends DecoratedSite implements ContainerExec {

    private SpawningSite(Site memory) {
        super(memory);
    }

    /** A provider of such sites, by the name of the one in memory. */
    static ProviderFactory provider() {
        return new DecoratedProvider(new MemoryFactory(), SpawningSite::new);
    }

    @Override
    public int exec(PodRef pod, String container, List<String> command, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getInputStream().transferTo(streams.output());
            return process.waitFor();
        } catch (IOException exception) {
            throw new ProviderException(Kind.INTERNAL, "the command cannot be run: " + exception, exception);
        }
    }

    @Override
    public Optional<ContainerExec> exec() {
        return Optional.of(this);
    }
}
