// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.outrigger.site.FakeSite;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A site: it runs pods, restarts them, forgets them, loses its link, and reports late, twice or not at all. */
final class ModelSite {

    final String name;
    private final World world;
    final TreeMap<PodRef, ModelPod> pods = new TreeMap<>(Comparator.comparing(PodRef::toString));
    private final TreeMap<PodRef, Deque<Report>> reports = new TreeMap<>(Comparator.comparing(PodRef::toString));
    /** How often each pod was lost by this site. */
    final TreeMap<PodRef, Integer> lost = new TreeMap<>(Comparator.comparing(PodRef::toString));

    boolean linked = true;
    int calls;

    @Nullable
    private Session session;

    ModelSite(World world, String name) {
        this.world = world;
        this.name = name;
    }

    /** A report on its way: a pod, or null for its removal. */
    private record Report(PodRef ref, @Nullable ObservedPod pod) {}

    /** The site as one program has it. */
    Site open(Program program) {
        session = new Session(program);
        reports.clear();
        return session;
    }

    /** Something happens to a pod without anybody asking. */
    void live() {
        for (ModelPod pod : List.copyOf(pods.values())) {
            if ((world.calm() || world.random.nextInt(3) == 0) && pod.live()) {
                report(pod);
            }
        }
    }

    /** The site loses all traces of a pod, also what it was about to report. */
    void lose() {
        if (!pods.isEmpty()) {
            ModelPod pod = List.copyOf(pods.values()).get(world.random.nextInt(pods.size()));
            world.say(name + " loses " + pod.ref);
            pods.remove(pod.ref);
            reports.remove(pod.ref);
            world.checks.lost(pod.ref);
            lost.merge(pod.ref, 1, Integer::sum);
        }
    }

    /** The link breaks or heals; healed, the site says that reports are missing, if anybody hears it. */
    void toggleLink(boolean on) {
        world.say(name + (on ? " is linked" : " is cut off"));
        linked = on;
        if (on && world.random.nextBoolean()) {
            gap();
        }
    }

    /** The site says that reports may be missing. */
    void gap() {
        if (linked && session != null) {
            session.listener().gap();
        }
    }

    /** Delivers one report, or loses it. */
    boolean deliver() {
        if (reports.isEmpty() || session == null) {
            return false;
        }
        var refs = new ArrayList<>(reports.keySet());
        Deque<Report> queue = Objects.requireNonNull(reports.get(refs.get(world.random.nextInt(refs.size()))));
        Report report = queue.remove();
        if (queue.isEmpty()) {
            reports.remove(report.ref());
        }
        if (!linked || world.chance(0.15)) {
            world.say(name + ": report of " + report.ref() + " is lost");
            return true;
        }
        if (world.chance(0.05)) {
            reports.computeIfAbsent(report.ref(), ref -> new ArrayDeque<>()).add(report);
        }
        world.say(name + " reports " + (report.pod() == null ? "removed " + report.ref() : text(report.pod())));
        if (report.pod() == null) {
            session.listener().removed(report.ref());
        } else {
            session.listener().changed(report.pod());
        }
        return true;
    }

    boolean running(PodRef ref) {
        ModelPod pod = pods.get(ref);
        return pod != null && pod.observed().running();
    }

    /** Whether anything of a pod runs, or will without further word. */
    boolean mayRun(PodRef ref) {
        ModelPod pod = pods.get(ref);
        return pod != null && pod.mayRun();
    }

    private void report(ModelPod pod) {
        if (linked) {
            reports.computeIfAbsent(pod.ref, ref -> new ArrayDeque<>()).add(new Report(pod.ref, pod.observed()));
        }
    }

    private static String text(ObservedPod pod) {
        return pod.ref() + " "
                + pod.containers().stream()
                        .map(each -> each.state() + "/" + each.restarts())
                        .toList();
    }

    private final class Session implements Site {

        private final Program program;
        private final Set<PodRef> busy = new HashSet<>();

        @Nullable
        private PodListener listener;

        Session(Program program) {
            this.program = program;
        }

        PodListener listener() {
            return Objects.requireNonNull(listener);
        }

        @Override
        public void start(PodListener pods) {
            listener = pods;
        }

        @Override
        public void apply(DesiredPod desired) throws ProviderException {
            call("apply", desired.ref(), () -> {
                if (desired.pod().getMetadata().getName().endsWith("x")) {
                    throw new ProviderException(ProviderException.Kind.UNSUPPORTED, "spec.x is not supported");
                }
                ModelPod pod = pods.get(desired.ref());
                if (pod == null) {
                    pod = new ModelPod(world, name, desired);
                    pods.put(desired.ref(), pod);
                    world.checks.started(ModelSite.this, pod);
                    report(pod);
                }
            });
        }

        @Override
        public void delete(PodRef ref, Duration grace) throws ProviderException {
            call("delete after " + grace.toSeconds() + " s", ref, () -> {
                world.checks.deleted(ModelSite.this, ref);
                ModelPod pod = pods.get(ref);
                if (pod == null) {
                    return;
                }
                if (grace.isZero()) {
                    pods.remove(ref);
                    reports.computeIfAbsent(ref, key -> new ArrayDeque<>()).add(new Report(ref, null));
                } else if (pod.stop(grace)) {
                    report(pod);
                }
            });
        }

        @Override
        public List<ObservedPod> list() throws ProviderException {
            world.say(name + ": list begins");
            reach();
            program.interrupted();
            reach();
            List<ObservedPod> truth =
                    pods.values().stream().map(ModelPod::observed).toList();
            world.say(
                    name + ": list says " + truth.stream().map(ModelSite::text).toList());
            program.interruptedForLong(ModelSite.this);
            reach();
            return truth;
        }

        @Override
        public ObservedNode node() throws ProviderException {
            program.interrupted();
            reach();
            return FakeSite.node("4");
        }

        @Override
        public void close() {
            listener = null;
        }

        private void call(String what, PodRef ref, Effect effect) throws ProviderException {
            world.say(name + ": " + what + " " + ref);
            calls++;
            if (!busy.add(ref)) {
                throw world.violated("calls about " + ref + " overlap at " + name);
            }
            try {
                reach();
                if (world.chance(0.04)) {
                    throw new ProviderException(ProviderException.Kind.BUSY, name + " is busy");
                }
                program.interrupted();
                reach();
                effect.happen();
                program.interrupted();
                reach();
                if (world.chance(0.04)) {
                    throw new ProviderException(ProviderException.Kind.INTERNAL, name + ": the answer was lost");
                }
            } finally {
                busy.remove(ref);
            }
        }

        private void reach() throws ProviderException {
            if (!linked) {
                throw new ProviderException(ProviderException.Kind.UNREACHABLE, name + " is cut off");
            }
        }
    }

    /** What a call does to the site. */
    private interface Effect {
        void happen() throws ProviderException;
    }
}
