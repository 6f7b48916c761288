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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** The halls, as sites on this machine: two that are reached directly, and one by SSH. */
final class Halls {

    static final String CLUSTER = "demo";

    private static final List<String> NEAR = List.of("press-hall-1", "paint-hall-2");
    private static final String FAR = "assembly-hall-3";

    private final Path directory;
    private final Containers containers;

    Halls(Path directory, Containers containers) {
        this.directory = directory;
        this.containers = containers;
    }

    List<String> names() {
        return Stream.concat(NEAR.stream(), Stream.of(FAR)).toList();
    }

    /** The sites, given the SSH server of the far one. */
    List<SiteSpec> specs(HallServer server) {
        Map<String, Object> settings = new HashMap<>(server.settings());
        settings.putAll(farSettings());
        return Stream.concat(NEAR.stream().map(this::near), Stream.of(SiteSpec.of(FAR, "ssh", settings)))
                .toList();
    }

    private Map<String, Object> farSettings() {
        Map<String, Object> settings = new HashMap<>(containers.settings());
        settings.put("directory", directory.toString());
        return settings;
    }

    /** Stops what an earlier demo has left behind because it was killed. Nobody else may have the halls open. */
    void clear() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Provider provider = new LocalProviderFactory().create(new Context())) {
            for (SiteSpec spec : direct()) {
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

    /** The same halls without a link: whatever has become of it, their pods are found in the directory. */
    private List<SiteSpec> direct() {
        return Stream.concat(NEAR.stream().map(this::near), Stream.of(SiteSpec.of(FAR, "local", farSettings())))
                .toList();
    }

    private SiteSpec near(String name) {
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
