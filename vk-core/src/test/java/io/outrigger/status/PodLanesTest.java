// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.NOW;
import static io.outrigger.pod.TestPods.ended;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static io.outrigger.pod.TestPods.terminating;
import static io.outrigger.pod.TestPods.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.PodWriter;
import io.outrigger.pod.PodCache;
import io.outrigger.pod.PodStart;
import io.outrigger.pod.RecordedEvents;
import io.outrigger.pod.RecordingSite;
import io.outrigger.pod.RecordingWriter;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lanes as they are in production, with their threads. */
@Timeout(60)
final class PodLanesTest {

    private final PodCache cache = new PodCache();
    private final Sites sites = new Sites(Clock.systemUTC());
    private final RecordingSite site = new RecordingSite();
    private final RecordedEvents events = new RecordedEvents();
    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final RecordingWriter recording =
            new RecordingWriter(ref -> cache.get(ref).orElseThrow());
    private final PodLanes lanes = new PodLanes(
            cache,
            sites,
            new Reporting(),
            events,
            new Plain(),
            node -> List.of("10.0.0.1"),
            new SimpleMeterRegistry(),
            Clock.systemUTC(),
            4);

    @BeforeEach
    void start() {
        lanes.start();
        site.open(sites);
        cache.synced(NODE);
    }

    @AfterEach
    void stop() {
        lanes.close();
        sites.close();
    }

    @Test
    void aPodIsStartedReportedStoppedAndRemoved() throws InterruptedException {
        site.meanwhile = () -> {
            if (site.calls.contains("apply a")) {
                site.pods = List.of(running(ref("a")));
                site.listener().changed(running(ref("a")));
            }
        };
        cache.changed(pod("a"));
        assertThat(next()).isEqualTo("status a Running");

        site.meanwhile = () -> {
            if (site.calls.contains("delete a 30") || site.calls.contains("delete a 29")) {
                site.listener().changed(ended(ref("a"), 0));
            }
        };
        while (!"Running".equals(cache.get(ref("a")).orElseThrow().getStatus().getPhase())) {
            Thread.yield();
        }
        Pod current = cache.get(ref("a")).orElseThrow();
        Duration grace = Duration.between(NOW, Instant.now().plusSeconds(30));
        Pod deleted = version(terminating(current, grace), "100");
        site.pods = List.of(ended(ref("a"), 0));
        cache.changed(deleted);
        assertThat(next()).isEqualTo("status a Succeeded");
        assertThat(next()).isEqualTo("delete a");

        cache.removed(cache.get(ref("a")).orElseThrow());
        while (!site.calls.contains("delete a 0")) {
            Thread.yield();
        }
        assertThat(events.lines)
                .contains("NORMAL Started: Container started", "NORMAL Killing: Stopping container main");
    }

    private String next() throws InterruptedException {
        return String.valueOf(written.poll(30, TimeUnit.SECONDS));
    }

    /** Tells of every write. */
    private final class Reporting implements PodWriter {
        @Override
        public Pod patchStatus(Pod current, PodStatus desired) throws KubeException {
            Pod stored = recording.patchStatus(current, desired);
            written.add("status " + current.getMetadata().getName() + " " + desired.getPhase());
            return stored;
        }

        @Override
        public Optional<Pod> read(PodRef pod) {
            return recording.read(pod);
        }

        @Override
        public void delete(PodRef pod) throws KubeException {
            recording.delete(pod);
            written.add("delete " + pod.name());
        }

        @Override
        public Pod patchTolerations(PodRef pod, List<Toleration> tolerations) throws KubeException {
            return recording.patchTolerations(pod, tolerations);
        }
    }

    /** Adds nothing to a pod. */
    private static final class Plain implements PodStart.Resolver {
        @Override
        public Resolution resolve(Pod pod, OpenSite at, Map<String, Integer> restarts) {
            var desired = new DesiredPod(PodRef.of(pod), pod, Map.of(), Map.of(), List.of(), "hash");
            return new Resolution.Ready(desired, null, List.of());
        }

        @Override
        public void forget(PodRef pod) {}
    }
}
