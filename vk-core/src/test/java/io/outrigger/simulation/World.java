// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.site.ManualClock;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Everything there is in one run, and the dice. */
final class World {

    private static final int STEPS = 400;
    private static final List<String> POLICIES = List.of("Always", "Always", "OnFailure", "Never");
    private static final List<String> NAMES = List.of("p0", "p1", "p2", "p3", ModelResolver.NEEDS_OBJECT, "px");

    final long seed;
    final Mutant mutant;
    final Random random;
    final ManualClock clock = new ManualClock();
    final Checks checks = new Checks(this);
    final ModelApi api = new ModelApi(this);
    final List<ModelSite> sites = new ArrayList<>();
    Program program;
    boolean objectThere = true;
    private boolean calm;
    private int depth;
    private @Nullable Violation violation;
    private final boolean tracing;
    private final List<String> trace = new ArrayList<>();

    World(long seed, Mutant mutant, boolean tracing) {
        this.seed = seed;
        this.mutant = mutant;
        this.tracing = tracing;
        this.random = new Random(seed);
        int many = 1 + random.nextInt(2);
        for (int number = 0; number < many; number++) {
            sites.add(new ModelSite(this, "edge-" + number));
        }
        program = new Program(this);
        program.begin(0, ModelWatch.Start.AT_ONCE, Instant.EPOCH);
    }

    /** Runs the world through its troubles, lets it come to rest, and compares. */
    void run() {
        for (int step = 0; step < STEPS && violation == null; step++) {
            step();
        }
        rest();
        if (violation == null) {
            checks.converged();
        }
        if (violation == null) {
            remainsQuiet();
        }
        if (violation != null) {
            throw violation;
        }
    }

    /** A fault of this probability happens now. */
    boolean chance(double probability) {
        return !calm && random.nextDouble() < probability;
    }

    boolean calm() {
        return calm;
    }

    /** Remembers that an invariant was broken; the lanes would swallow the exception. */
    Violation violated(String what) {
        var broken = new Violation("seed " + seed + ", mutant " + mutant + ": " + what);
        if (violation == null) {
            violation = broken;
            say("VIOLATION " + what);
        }
        return broken;
    }

    void say(String what) {
        if (tracing) {
            trace.add(clock.instant() + " " + "  ".repeat(depth) + what);
        }
    }

    List<String> trace() {
        return trace;
    }

    ModelSite site(String name) {
        return sites.stream().filter(site -> site.name.equals(name)).findFirst().orElseThrow();
    }

    /** Other things happen while a call is under way. */
    void interrupt() {
        if (depth >= 3 || violation != null || calm || random.nextInt(3) != 0) {
            return;
        }
        depth++;
        try {
            int steps = 1 + random.nextInt(4);
            for (int step = 0; step < steps; step++) {
                step();
            }
        } finally {
            depth--;
        }
    }

    /** Somebody wants something while a call is under way, and it is done before the answer comes. */
    void rush(ModelSite site) {
        if (depth >= 2 || violation != null || calm || random.nextInt(3) == 0) {
            return;
        }
        depth++;
        try {
            NAMES.stream()
                    .filter(name -> !api.pods.containsKey(name))
                    .findAny()
                    .ifPresentOrElse(name -> create(name, site), this::user);
            for (int round = 0; round < 10; round++) {
                program.watch.deliver();
                program.workPods();
                site.live();
                site.deliver();
                site.deliver();
                program.workStatuses();
            }
        } finally {
            depth--;
        }
    }

    private void step() {
        // While a call is under way work goes on more than the world changes.
        int dice = random.nextInt(depth == 0 ? 100 : 93);
        if (dice < 17) {
            program.watch.deliver();
        } else if (dice < 31) {
            anySite().deliver();
        } else if (dice < 46) {
            program.workPods();
        } else if (dice < 61) {
            program.workStatuses();
        } else if (dice < 71) {
            program.workRelists();
        } else if (dice < 75) {
            anySite().gap();
        } else if (dice < 78) {
            probe();
        } else if (dice < 87) {
            anySite().live();
        } else if (dice < 92) {
            user();
        } else if (dice < 98) {
            pass(Duration.ofMillis(random.nextInt(6) == 0 ? random.nextInt(30_000) : random.nextInt(2_000)));
        } else {
            fault();
        }
    }

    private void probe() {
        try {
            program.probe();
        } catch (Killed whileItWaited) {
            say("the probe ends with its program");
        }
    }

    private void user() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        Pod pod = api.pods.get(name);
        if (pod == null) {
            create(name, anySite());
            return;
        }
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                say("user deletes " + PodRef.of(pod));
                api.deleteByUser(pod, 1 + random.nextInt(20));
            }
            case 2 -> {
                say("user force-deletes " + PodRef.of(pod));
                api.deleteByUser(pod, 0);
            }
            case 3 -> {
                say("somebody scribbles on " + PodRef.of(pod));
                scribble(pod);
            }
            case 4 -> {
                if (!pod.getMetadata().getFinalizers().isEmpty()) {
                    say("finalizers of " + PodRef.of(pod) + " are done");
                    api.dropFinalizers(pod);
                }
            }
            case 5 -> toggleObject(!objectThere);
            case 6 -> {
                say("user changes " + PodRef.of(pod));
                api.change(new PodBuilder(pod)
                        .editMetadata()
                        .withGeneration(pod.getMetadata().getGeneration() + 1)
                        .endMetadata()
                        .build());
            }
            default -> anySite().live();
        }
    }

    private void create(String name, ModelSite site) {
        say("user creates " + name);
        String policy = POLICIES.get(random.nextInt(POLICIES.size()));
        api.create(name, site.name, policy, 1 + random.nextInt(2), random.nextInt(6) == 0);
    }

    /** A status nobody meant: not ready, as the control plane writes it, blank, or ended. */
    private void scribble(Pod pod) {
        PodRef ref = PodRef.of(pod);
        int kind = random.nextInt(8);
        var status = new PodStatusBuilder(pod.getStatus());
        if (kind == 0 && !ModelApi.terminal(pod)) {
            status.withPhase("Failed").withReason("Evicted");
            checks.endedByOthers.add(ref);
        } else if (kind < 5) {
            markNotReady(pod);
            return;
        } else if (!ModelApi.terminal(pod)) {
            status.withPodIP("10.9.9.9").withContainerStatuses(pod.getStatus().getContainerStatuses());
        }
        api.change(new PodBuilder(pod).withStatus(status.build()).build());
    }

    /** As the control plane does when a node is silent. */
    private void markNotReady(Pod pod) {
        var status = new PodStatusBuilder(pod.getStatus())
                .removeMatchingFromConditions(each -> each.getType().equals("Ready"))
                .addNewCondition()
                .withType("Ready")
                .withStatus("False")
                .endCondition()
                .build();
        api.change(new PodBuilder(pod).withStatus(status).build());
    }

    private void toggleObject(boolean there) {
        objectThere = there;
        Pod pod = api.pods.get(ModelResolver.NEEDS_OBJECT);
        if (pod != null) {
            program.work(program.shown(PodRef.of(pod)));
        }
    }

    private void fault() {
        ModelSite site = anySite();
        switch (random.nextInt(5)) {
            case 0 -> {
                api.down = !api.down;
                say("the API server is " + (api.down ? "down" : "up"));
            }
            case 1, 4 -> site.toggleLink(!site.linked);
            case 2 -> {
                if (!program.watch.dark()) {
                    site.lose();
                }
            }
            default -> restart();
        }
    }

    /** The program is killed and started again; what it reads first may be old, and in bad cases very old. */
    private void restart() {
        program.dead = true;
        int events = api.history.size();
        var start = ModelWatch.Start.AT_ONCE;
        boolean full = sites.stream().allMatch(site -> site.pods.isEmpty() || site.pods.size() > 3);
        int dice = random.nextInt(6);
        if (dice == 0) {
            start = ModelWatch.Start.LATE;
        } else if (dice < 3 && full) {
            start = ModelWatch.Start.EMPTY;
            events = 0;
        } else if (dice < 5) {
            Instant oldest = clock.instant().minusSeconds(20);
            while (events > 0 && api.history.get(events - 1).at().isAfter(oldest) && random.nextInt(6) != 0) {
                events--;
            }
        }
        Instant dark = start == ModelWatch.Start.AT_ONCE
                ? Instant.EPOCH
                : clock.instant().plusSeconds(150);
        checks.restarted(events < api.history.size());
        say("the program is restarted and reads " + start + " " + events + " of " + api.history.size() + " events");
        program = new Program(this);
        program.begin(events, start, dark);
    }

    /** No more faults: everything is delivered and done, for long enough that every timer has gone off. */
    private void rest() {
        calm = true;
        sites.forEach(site -> {
            if (!site.linked) {
                site.toggleLink(true);
            }
        });
        api.down = false;
        api.pods.values().stream()
                .findFirst()
                .filter(pod -> !ModelApi.terminal(pod))
                .ifPresent(this::markNotReady);
        toggleObject(true);
        Instant end = clock.instant().plusSeconds(500);
        while (clock.instant().isBefore(end) && violation == null) {
            say("--");
            program.probe();
            if (program.watch.idle()) {
                program.allowRemovals();
            }
            settle();
            pass(untilNext(end));
        }
    }

    private void remainsQuiet() {
        int writes = api.writes;
        int calls = sites.stream().mapToInt(site -> site.calls).sum();
        Instant end = clock.instant().plusSeconds(200);
        while (clock.instant().isBefore(end)) {
            program.probe();
            settle();
            pass(untilNext(end));
        }
        if (api.writes != writes) {
            violated("the API server is written to although nothing happens");
        }
        if (sites.stream().mapToInt(site -> site.calls).sum() != calls) {
            violated("sites are called although nothing happens");
        }
    }

    private void settle() {
        sites.forEach(ModelSite::live);
        for (int round = 0; round < 20_000 && violation == null; round++) {
            boolean busy = program.watch.deliver();
            for (ModelSite site : sites) {
                busy |= site.deliver();
            }
            busy |= program.workPods();
            busy |= program.workStatuses();
            busy |= program.workRelists();
            if (!busy) {
                return;
            }
        }
        violated("the program does not come to rest");
    }

    private Duration untilNext(Instant end) {
        Instant now = clock.instant();
        Instant next = program.nextDue().orElse(end);
        Duration left = Duration.between(now, next);
        Duration most = Duration.ofSeconds(5);
        Duration least = Duration.ofMillis(1);
        return left.compareTo(most) > 0 ? most : left.compareTo(least) < 0 ? least : left;
    }

    private void pass(Duration time) {
        clock.advance(time);
    }

    private ModelSite anySite() {
        return sites.get(random.nextInt(sites.size()));
    }
}
