// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the supervisor says of one container.
 *
 * @param name its name
 * @param runnerAlive whether a shell looks after it
 * @param processAlive whether its first process lives
 * @param state the supervisor's state file, by key; may be empty or damaged
 * @param message its termination message, or empty
 */
record ContainerReport(
        String name, boolean runnerAlive, boolean processAlive, Map<String, String> state, String message) {

    ContainerReport {
        state = Map.copyOf(state);
    }

    Phase phase() {
        return switch (state.getOrDefault("phase", "")) {
            case "running" -> Phase.RUNNING;
            case "backoff" -> Phase.BACKOFF;
            case "terminated" -> Phase.TERMINATED;
            default -> Phase.WAITING;
        };
    }

    /** What was told of the instance before the one that has ended; its message is not kept. */
    ContainerReport before() {
        Map<String, String> earlier = Map.of(
                "runtime", runtime(),
                "exit", state.getOrDefault("last_exit", ""),
                "reason", state.getOrDefault("last_reason", "Error"),
                "exit_started", state.getOrDefault("last_started", "0"),
                "exit_finished", state.getOrDefault("last_finished", "0"));
        return new ContainerReport(name, false, false, earlier, "");
    }

    /** What runs it: {@code process} or the name of an engine. */
    String runtime() {
        return state.getOrDefault("runtime", HostRuntime.PROCESS);
    }

    /** What its next start gets, and this instance where it can be changed; empty where that cannot be told. */
    Optional<ResourceLine> allocated() {
        return ResourceLine.parse(state.get("allocated"));
    }

    /** What this instance has. */
    Optional<ResourceLine> given() {
        return ResourceLine.parse(state.get("given"));
    }

    OptionalInt exitCode() {
        long code = number("exit", -1);
        return code < 0 ? OptionalInt.empty() : OptionalInt.of((int) code);
    }

    /** The number of the instance that the state is about: how often the container was started again before it. */
    long instance() {
        return number("restarts", 0);
    }

    /** The number of the last instance that has ended; of a container that does not run. -1 when none has. */
    long lastEnded() {
        // One that waits has the number of the instance that is to come.
        return phase() == Phase.WAITING ? instance() - 1 : instance();
    }

    /** Whether this program has written down a word of the instance that the state is about. */
    boolean marked(String word) {
        return state.getOrDefault("mark_" + word, "").equals(instance() + " yes");
    }

    /** Whether it has written down a word of that instance, be it "yes" or "no". */
    boolean noted(String word) {
        return state.getOrDefault("mark_" + word, "").startsWith(instance() + " ");
    }

    Instant time(String key) {
        return Instant.ofEpochSecond(number(key, 0));
    }

    long number(String key, long otherwise) {
        try {
            return Long.parseLong(state.getOrDefault(key, ""));
        } catch (NumberFormatException exception) {
            // Damaged on disk; the supervisor writes it anew with the next change.
            return otherwise;
        }
    }

    /** Where a container is in its life. */
    enum Phase {
        /** Not started yet. */
        WAITING,
        /** Started. */
        RUNNING,
        /** Ended, and to be started again later. */
        BACKOFF,
        /** Ended for good. */
        TERMINATED
    }
}
