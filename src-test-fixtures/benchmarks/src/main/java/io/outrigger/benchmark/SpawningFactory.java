// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The least that a provider can do for a command: it spawns it, hands on its output and waits. What a command takes longer
 * than its process is then the endpoint's alone.
 */
final class SpawningFactory implements ProviderFactory {

    private final MemoryFactory memory = new MemoryFactory();

    @Override
    public String name() {
        return memory.name();
    }

    @Override
    public Provider create(ProviderContext context) {
        Provider provider = memory.create(context);
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                return new SpawningSite(provider.open(spec));
            }

            @Override
            public void close() {
                provider.close();
            }
        };
    }

    private record SpawningSite(Site memory) implements Site, ContainerExec {

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

        @Override
        public void start(PodListener pods) throws ProviderException {
            memory.start(pods);
        }

        @Override
        public void apply(DesiredPod pod) throws ProviderException {
            memory.apply(pod);
        }

        @Override
        public void delete(PodRef pod, Duration grace) throws ProviderException {
            memory.delete(pod, grace);
        }

        @Override
        public List<ObservedPod> list() throws ProviderException {
            return memory.list();
        }

        @Override
        public ObservedNode node() throws ProviderException {
            return memory.node();
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
