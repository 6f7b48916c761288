// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.awaitility.Awaitility;

/** A local site in a directory of its own, what it reported, and the death of everything it started. */
final class SiteHarness implements AutoCloseable {

    static final RestartPace FAST = new RestartPace(1, 4, 600);

    final List<ObservedPod> changes = new CopyOnWriteArrayList<>();
    final List<PodRef> removals = new CopyOnWriteArrayList<>();
    final List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    final List<String> gaps = new CopyOnWriteArrayList<>();
    final Path directory;
    private final Provider provider;
    private final Map<String, Object> settings;
    private Site site;

    SiteHarness(Path directory, String shell) throws ProviderException {
        this(directory, Map.of("shell", shell));
    }

    /** With more settings. */
    SiteHarness(Path directory, Map<String, Object> settings) throws ProviderException {
        this(directory, new LocalProvider(new Context(), FAST), withDirectory(directory, settings));
    }

    private static Map<String, Object> withDirectory(Path directory, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("directory", directory.toString());
        return all;
    }

    /** A site of another provider, whose pods are processes of this machine all the same. */
    SiteHarness(Path directory, Provider provider, Map<String, Object> settings) throws ProviderException {
        this.directory = directory;
        this.provider = provider;
        this.settings = settings;
        this.site = open();
    }

    private Site open() throws ProviderException {
        Site opened = provider.open(SiteSpec.of("edge", "any", settings));
        opened.start(new Recorder());
        return opened;
    }

    Site site() {
        return site;
    }

    /** As if the program had been killed and started again. */
    void restart() throws ProviderException {
        site.close();
        site = open();
    }

    Path podDirectory(PodRef pod) {
        return directory.resolve("test").resolve("edge").resolve("pods").resolve(pod.uid());
    }

    ObservedPod pod(PodRef ref) {
        try {
            return site.list().stream()
                    .filter(pod -> pod.ref().equals(ref))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(ref + " is not listed"));
        } catch (ProviderException exception) {
            throw new AssertionError(exception);
        }
    }

    ObservedContainer container(PodRef ref, String name) {
        return pod(ref).container(name).orElseThrow();
    }

    /** The last report about a container, empty before the first one. */
    Optional<ObservedContainer> reported(PodRef ref, String name) {
        return changes.stream()
                .filter(pod -> pod.ref().equals(ref))
                .reduce((first, second) -> second)
                .flatMap(pod -> pod.container(name));
    }

    static ThreadFactory threads() {
        return runnable -> {
            Thread thread = new Thread(runnable);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What happened that somebody may want to do something about. */
    List<ContainerEvent> warnings() {
        return events.stream()
                .filter(event -> event.severity() == ContainerEvent.Severity.WARNING)
                .toList();
    }

    static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsMatching(exception -> exception instanceof ProviderException
                        || exception instanceof io.outrigger.provider.ssh.link.ClaimedException)
                .untilAsserted(assertion);
    }

    @Override
    public void close() throws ProviderException {
        for (ObservedPod pod : site.list()) {
            site.delete(pod.ref(), Duration.ZERO);
        }
        site.close();
    }

    private final class Recorder implements PodListener {
        @Override
        public void changed(ObservedPod pod) {
            changes.add(pod);
        }

        @Override
        public void removed(PodRef pod) {
            removals.add(pod);
        }

        @Override
        public void happened(PodRef pod, ContainerEvent event) {
            events.add(event);
        }

        @Override
        public void gap() {
            gaps.add("gap");
        }
    }

    /** What a core would lend. */
    static final class Context implements ProviderContext {
        @Override
        public String clusterId() {
            return "test";
        }

        @Override
        public String holder() {
            return "test-" + ProcessHandle.current().pid();
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public ThreadFactory threads() {
            return SiteHarness.threads();
        }
    }
}
