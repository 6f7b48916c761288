// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.outrigger.kube.EventRecorder;
import io.outrigger.loop.Lane;
import io.outrigger.loop.Outcome;
import io.outrigger.loop.Reconciler;
import io.outrigger.loop.Stepping;
import io.outrigger.pod.ObservedPods;
import io.outrigger.pod.PodAutonomy;
import io.outrigger.pod.PodCache;
import io.outrigger.pod.PodParts;
import io.outrigger.pod.PodReports;
import io.outrigger.pod.PodStart;
import io.outrigger.pod.PodWorker;
import io.outrigger.pod.RecordedEvents;
import io.outrigger.pod.RemovalGuard;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Probing;
import io.outrigger.site.SiteListener;
import io.outrigger.site.Sites;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import io.outrigger.status.StatusParts;
import io.outrigger.status.StatusParts.Flaw;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One life of the program: the real lanes, tied as they are in production, or with a mutant among them. */
final class Program {

    private final World world;
    final PodCache cache;
    final ObservedPods observed = new ObservedPods();
    final Sites sites;
    final RemovalGuard guard;
    final ModelWatch watch;
    private final Lane<Object> workers;
    private final Lane<PodRef> statuses;
    private final Lane<String> relists;
    private long nonce;
    boolean dead;

    /** A key that is equal to no other, so that nothing excludes anything. */
    private record Unexcluded(PodRef ref, long nonce) {}

    Program(World world) {
        this.world = world;
        cache = is(Mutant.OLD_WATCH_EVENTS_OVERWRITE) ? PodParts.cache((incoming, current) -> true) : new PodCache();
        sites = new Sites(world.clock);
        EventRecorder silent = new Silence();
        guard = new RemovalGuard(silent, new CompositeMeterRegistry());
        watch = new ModelWatch(
                world, this, world.sites.stream().map(site -> site.name).toList());
        var writer = world.api.writer(this);
        var start = new PodStart(
                new ModelResolver(world),
                cache,
                observed,
                silent,
                new PodAutonomy(writer, cache, world.clock),
                this::relist,
                world.clock);
        var worker = new PodWorker(cache, observed, sites, start, this::relist, world.clock);
        var manager = StatusParts.manager(cache, observed, sites, writer, flaws(), silent, this::relist, world.clock);
        var relister = PodParts.relister(
                cache,
                observed,
                sites,
                is(Mutant.IGNORES_LOST_PODS) ? ref -> {} : this::work,
                guard,
                world.clock,
                is(Mutant.REMOVES_ON_FIRST_PASS) ? Duration.ZERO : Duration.ofSeconds(60),
                !is(Mutant.NO_REMOVAL_LIMIT),
                !is(Mutant.NO_FENCE));
        workers = Lane.builder("pods", patience((Object key) -> worker.reconcile(ref(key))))
                .group(key -> cache.group(ref(key)))
                .clock(world.clock, world.random)
                .build();
        statuses = Lane.builder("statuses", patience(manager))
                .group(cache::group)
                .clock(world.clock, world.random)
                .build();
        relists = Lane.builder("relists", relister)
                .clock(world.clock, world.random)
                .build();
        tie();
    }

    /** Opens the sites and begins to watch. */
    void begin(int seenEvents, ModelWatch.Start start, Instant dark) {
        for (ModelSite site : world.sites) {
            try {
                sites.add(SiteSpec.of(site.name, "model", Map.of()), site.open(this));
            } catch (ProviderException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        watch.begin(cache, seenEvents, start, dark);
    }

    void work(PodRef ref) {
        if (is(Mutant.FORGETS_VANISHED_PODS) && cache.get(ref).isEmpty()) {
            return;
        }
        workers.add(is(Mutant.NO_KEY_EXCLUSION) ? new Unexcluded(ref, nonce++) : ref);
    }

    boolean workPods() {
        return Stepping.step(workers);
    }

    boolean workStatuses() {
        return Stepping.step(statuses);
    }

    boolean workRelists() {
        return Stepping.step(relists);
    }

    void probe() {
        sites.all().forEach(Probing::round);
    }

    Optional<Instant> nextDue() {
        return Stream.of(workers, statuses, relists)
                .map(Stepping::nextDue)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** Other things happen while this program waits for an answer; it may even be killed. */
    void interrupted() {
        world.interrupt();
        if (dead) {
            throw new Killed();
        }
    }

    /** As {@link #interrupted}, for answers that are on their way for long: a pod may start and end meanwhile. */
    void interruptedForLong(ModelSite site) {
        world.rush(site);
        interrupted();
    }

    /** An operator allows what is withheld. */
    void allowRemovals() {
        for (ModelSite site : world.sites) {
            if (guard.withheld(site.name) == 0) {
                continue;
            }
            guard.nodeSeen(new NodeBuilder()
                    .withNewMetadata()
                    .withName(site.name)
                    .addToAnnotations(RemovalGuard.ANNOTATION, Integer.toString(guard.withheld(site.name)))
                    .endMetadata()
                    .build());
        }
    }

    /** A pod as this program is shown it. */
    Pod seen(Pod pod) {
        if (!is(Mutant.IDENTITY_WITHOUT_UID)) {
            return pod;
        }
        return new PodBuilder(pod)
                .editMetadata()
                .withUid(pod.getMetadata().getName())
                .endMetadata()
                .build();
    }

    /** What this program calls a pod. */
    PodRef shown(PodRef ref) {
        return is(Mutant.IDENTITY_WITHOUT_UID) ? new PodRef(ref.namespace(), ref.name(), ref.name()) : ref;
    }

    /** Which pod this program means. */
    PodRef truth(PodRef ref) {
        @Nullable Pod pod = world.api.pods.get(ref.name());
        return is(Mutant.IDENTITY_WITHOUT_UID) && pod != null ? PodRef.of(pod) : ref;
    }

    private void relist(String site) {
        if (!is(Mutant.NO_RELIST)) {
            relists.addAfter(site, Duration.ofMillis(20));
        }
    }

    private void tie() {
        cache.listen(new PodCache.Listener() {
            @Override
            public void changed(PodRef pod) {
                if (!is(Mutant.NO_REPAIR_OF_SCRIBBLES)) {
                    statuses.add(pod);
                }
            }

            @Override
            public void desiredChanged(PodRef pod) {
                work(pod);
                statuses.add(pod);
            }

            @Override
            public void synced(String node) {
                relist(node);
            }
        });
        observed.listen(statuses::add);
        var reports = new PodReports(cache, observed, new RecordedEvents(), this::work, this::relist);
        sites.listen(is(Mutant.IGNORES_THAT_A_SITE_IS_BACK) ? new Deaf(reports) : reports);
    }

    private Set<Flaw> flaws() {
        return switch (world.mutant) {
            case NO_TERMINAL_GATE -> EnumSet.of(Flaw.NO_TERMINAL_GATE);
            case FINISHES_DELETION_EARLY -> EnumSet.of(Flaw.FINISHES_EARLY);
            case BELIEVES_REPORTS_OF_THE_END -> EnumSet.of(Flaw.BELIEVES_REPORTS);
            case COMPARES_STATUS_WITH_NOTHING -> EnumSet.of(Flaw.COMPARES_WITH_NOTHING);
            default -> EnumSet.noneOf(Flaw.class);
        };
    }

    /** Gives up after three failures in a row, when that is the mutant. */
    private <K> Reconciler<K> patience(Reconciler<? super K> real) {
        if (!is(Mutant.GIVES_UP_RETRYING)) {
            return real::reconcile;
        }
        Map<K, Integer> failures = new HashMap<>();
        return key -> {
            try {
                Outcome outcome = real.reconcile(key);
                failures.remove(key);
                return outcome;
            } catch (Exception failure) {
                if (failures.merge(key, 1, Integer::sum) >= 2) {
                    return Outcome.done();
                }
                throw failure;
            }
        };
    }

    private static PodRef ref(Object key) {
        return key instanceof Unexcluded unexcluded ? unexcluded.ref() : (PodRef) Objects.requireNonNull(key);
    }

    private boolean is(Mutant mutant) {
        return world.mutant == mutant;
    }

    /** Hears of pods and of nothing else. */
    private record Deaf(PodReports reports) implements SiteListener {
        @Override
        public void podChanged(OpenSite site, io.outrigger.spi.ObservedPod pod) {
            reports.podChanged(site, pod);
        }

        @Override
        public void podRemoved(OpenSite site, PodRef pod) {
            reports.podRemoved(site, pod);
        }
    }

    private static final class Silence implements EventRecorder {
        @Override
        public void pod(Pod pod, Type type, String reason, String message, @Nullable String container) {}

        @Override
        public void node(String node, Type type, String reason, String message) {}
    }
}
