// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

import io.outrigger.provider.ssh.probe.ProbeState.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The probes of one instance of a container and how they depend on each other. Does nothing by itself and knows no time;
 * used by one thread at a time. What follows from an answer is owed until somebody says that it is done, so that it is
 * tried again with the next answer when it could not be done.
 */
final class InstanceProbes {

    private final Map<ProbeKind, ProbeSettings> settings = new EnumMap<>(ProbeKind.class);
    private final Map<ProbeKind, ProbeState> states = new EnumMap<>(ProbeKind.class);
    private boolean started;
    private boolean ready;
    private boolean killed;
    private boolean ending;

    InstanceProbes(List<ProbeSettings> probes, Standing standing) {
        probes.forEach(probe -> {
            settings.put(probe.kind(), probe);
            states.put(probe.kind(), ProbeState.initial(probe.kind()));
        });
        started = standing.started() || !settings.containsKey(ProbeKind.STARTUP);
        ready = standing.ready();
        if (ready) {
            states.computeIfPresent(ProbeKind.READINESS, (kind, state) -> new ProbeState(Verdict.PASSED, false, 0));
        }
    }

    /** The pod is being stopped: nothing is to be started again, but readiness still counts. */
    void ending() {
        ending = true;
    }

    /** Whether a probe is to be carried out at the moment; the startup probe comes before the others. */
    boolean wanted(ProbeKind kind) {
        if (killed || (ending && kind != ProbeKind.READINESS)) {
            return false;
        }
        return settings.containsKey(kind) && (kind == ProbeKind.STARTUP) != started;
    }

    /** Takes an answer; returns what is to be done now. */
    Optional<Change> answered(ProbeKind kind, boolean success) {
        if (!wanted(kind)) {
            return Optional.empty();
        }
        ProbeSettings probe = Objects.requireNonNull(settings.get(kind), "wanted probes have settings");
        ProbeState state = Objects.requireNonNull(states.get(kind), "wanted probes have a state");
        ProbeState next = state.after(success, probe);
        states.put(kind, next);
        boolean passed = next.verdict() == Verdict.PASSED;
        boolean failed = next.verdict() == Verdict.FAILED;
        return switch (kind) {
            case STARTUP -> failed ? Optional.of(Change.KILL) : passed ? Optional.of(Change.STARTED) : Optional.empty();
            case READINESS -> passed == ready ? Optional.empty() : Optional.of(passed ? Change.READY : Change.UNREADY);
            case LIVENESS -> failed ? Optional.of(Change.KILL) : Optional.empty();
        };
    }

    /** What was to be done is done. */
    void done(Change change) {
        switch (change) {
            case STARTED -> started = true;
            case READY -> ready = true;
            case UNREADY -> ready = false;
            case KILL -> killed = true;
        }
    }
}
