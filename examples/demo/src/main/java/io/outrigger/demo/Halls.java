// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import io.outrigger.provider.ssh.LocalProviderFactory;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** The two halls, as sites on this machine. */
final class Halls {

    static final String CLUSTER = "demo";

    private final Path directory;

    Halls(Path directory) {
        this.directory = directory;
    }

    List<String> names() {
        return List.of("press-hall-1", "paint-hall-2");
    }

    List<SiteSpec> specs() {
        return names().stream().map(this::spec).toList();
    }

    /** Stops what an earlier demo has left behind because it was killed. Nobody else may have the halls open. */
    void clear() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Provider provider = new LocalProviderFactory().create(new Context())) {
            for (SiteSpec spec : specs()) {
                try (Site site = provider.open(spec)) {
                    site.start(new Deaf());
                    for (ObservedPod pod : site.list()) {
                        site.delete(pod.ref(), Duration.ZERO);
                    }
                }
            }
        } catch (ProviderException problem) {
            throw new IllegalStateException(problem.getMessage(), problem);
        }
    }

    private SiteSpec spec(String name) {
        return SiteSpec.of(name, "local", Map.of("directory", directory.toString()));
    }

    private record Context() implements ProviderContext {
        @Override
        public String clusterId() {
            return CLUSTER;
        }

        @Override
        public String holder() {
            return "demo";
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public ThreadFactory threads() {
            return task -> {
                var thread = new Thread(task, "demo-halls");
                thread.setDaemon(true);
                return thread;
            };
        }
    }

    /** Cleaning up needs no news. */
    private record Deaf() implements PodListener {
        @Override
        public void changed(ObservedPod pod) {}

        @Override
        public void removed(PodRef pod) {}

        @Override
        public void gap() {}
    }
}
