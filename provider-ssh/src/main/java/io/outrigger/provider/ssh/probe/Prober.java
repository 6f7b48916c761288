// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

import io.outrigger.provider.ssh.action.ActionRunner;
import io.outrigger.provider.ssh.action.Answer;
import io.outrigger.provider.ssh.action.Instance;
import io.outrigger.provider.ssh.action.Schedule;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the probes of all containers of one site. Safe from any thread; nothing here blocks its caller. */
public final class Prober implements AutoCloseable {

    /** Does what follows from probes. Implemented by the pod runner; called from the schedule's threads, may block. */
    public interface Owner {

        /**
         * Does what an answer asks for.
         *
         * @param instance the container
         * @param change what is to be done
         * @param probe the probe that wants it
         * @throws ProviderException when it could not be done; it is tried again with the next answer
         */
        void change(Instance instance, Change change, ProbeSettings probe) throws ProviderException;

        /**
         * Hears an answer that a user should know.
         *
         * @param instance the container
         * @param reason one word for it
         * @param message what happened
         */
        void warn(Instance instance, String reason, String message);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

    private static final int ATTEMPTS = 3;

    private final ActionRunner actions;
    private final Owner owner;
    private final Schedule schedule;
    private final Clock clock;
    private final RandomGenerator random;
    private final Instant begin;
    private final Map<Key, Followed> followed = new HashMap<>();

    private record Key(String uid, String container) {}

    /**
     * @param actions asks containers
     * @param owner does what follows
     * @param schedule when to ask, and on which threads
     * @param clock the time
     * @param random spreads the probes of containers that ran before this program
     */
    public Prober(ActionRunner actions, Owner owner, Schedule schedule, Clock clock, RandomGenerator random) {
        this.actions = actions;
        this.owner = owner;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
        this.begin = clock.instant();
    }

    /**
     * A container runs; its probes begin unless they have begun for this instance.
     *
     * @param instance the container
     * @param probes its probes
     * @param standing what is written down of it already
     */
    public void follow(Instance instance, List<ProbeSettings> probes, Standing standing) {
        Followed fresh;
        synchronized (followed) {
            Key key = new Key(instance.uid(), instance.container());
            Followed before = followed.get(key);
            if (before != null && before.instance.number() >= instance.number()) {
                return;
            }
            if (before != null) {
                before.end();
            }
            fresh = new Followed(instance, probes, standing);
            followed.put(key, fresh);
        }
        fresh.begin();
    }

    /** A container is to stop for good: from now on only its readiness is asked for. */
    public void ending(String uid, String container) {
        synchronized (followed) {
            Followed found = followed.get(new Key(uid, container));
            if (found != null) {
                found.ending();
            }
        }
    }

    /**
     * An instance of a container does not run any more; what is being asked of it, or of an earlier one, is interrupted. A
     * later one is not touched: reports may come in another order than they were made.
     */
    public void forget(Instance ended) {
        forget(each -> each.uid().equals(ended.uid())
                && each.container().equals(ended.container())
                && each.number() <= ended.number());
    }

    /** A pod is gone, with all its containers. */
    public void forget(String uid) {
        forget(each -> each.uid().equals(uid));
    }

    private void forget(Predicate<Instance> which) {
        synchronized (followed) {
            followed.values().removeIf(each -> {
                boolean ended = which.test(each.instance);
                if (ended) {
                    each.end();
                }
                return ended;
            });
        }
    }

    /** Ends all probes. */
    @Override
    public void close() {
        forget(each -> true);
    }

    /** One instance of a container and the times of its probes. */
    private final class Followed {

        private final Instance instance;
        private final List<ProbeSettings> settings;
        private final InstanceProbes probes;
        private final Instant seen = clock.instant();
        private final Map<ProbeKind, Runnable> waiting = new HashMap<>();
        private final boolean adopted;
        private boolean ended;

        Followed(Instance instance, List<ProbeSettings> settings, Standing standing) {
            this.instance = instance;
            this.settings = settings;
            this.adopted = standing.ready();
            this.probes = new InstanceProbes(settings, standing);
        }

        /** Begins every probe that is wanted and does not wait yet. */
        synchronized void begin() {
            for (ProbeSettings probe : settings) {
                if (!waiting.containsKey(probe.kind()) && probes.wanted(probe.kind())) {
                    after(firstDelay(probe), probe);
                }
            }
        }

        /**
         * The initial delay counts from when the container was first seen, for the host's clock may differ. When this
         * program has just begun, all containers are seen at once, so that their probes are spread.
         */
        private Duration firstDelay(ProbeSettings probe) {
            Duration passed = Duration.between(seen, clock.instant());
            // A clock that was set back must not make the delay longer.
            Duration left = passed.isNegative()
                    ? probe.initialDelay()
                    : probe.initialDelay().minus(passed);
            Duration delay = left.isNegative() ? Duration.ZERO : left;
            boolean justBegun = Duration.between(begin, seen).compareTo(probe.period()) < 0;
            long spread = justBegun && adopted ? probe.period().toMillis() : 0;
            return spread == 0 ? delay : delay.plusMillis(random.nextLong(spread));
        }

        private synchronized void after(Duration delay, ProbeSettings probe) {
            if (wanted(probe)) {
                waiting.put(probe.kind(), schedule.after(delay, () -> ask(probe)));
            }
        }

        private void ask(ProbeSettings probe) {
            if (!wanted(probe)) {
                return;
            }
            Instant due = clock.instant();
            try {
                Answer answer = answer(probe);
                if (wanted(probe)) {
                    take(probe, answer);
                }
            } catch (InterruptedException exception) {
                // The container has ended, or this program does.
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException exception) {
                if (!wanted(probe)) {
                    // What it asks with was closed.
                    return;
                }
                LOG.atError()
                        .addKeyValue("pod", instance.target().pod())
                        .addKeyValue("container", instance.container())
                        .setCause(exception)
                        .log("A probe failed in an unexpected way");
            }
            Duration left = probe.period().minus(Duration.between(due, clock.instant()));
            boolean sensible = !left.isNegative() && left.compareTo(probe.period()) <= 0;
            after(sensible ? left : Duration.ZERO, probe);
        }

        /** Asks; again when that itself has failed, as often as a kubelet does. */
        private Answer answer(ProbeSettings probe) throws InterruptedException {
            Answer answer = actions.run(instance.target(), probe.action(), probe.timeout());
            for (int attempt = 2; attempt <= ATTEMPTS; attempt++) {
                if (answer.kind() != Answer.Kind.UNKNOWN || !wanted(probe)) {
                    return answer;
                }
                answer = actions.run(instance.target(), probe.action(), probe.timeout());
            }
            return answer;
        }

        private synchronized boolean wanted(ProbeSettings probe) {
            return !ended && probes.wanted(probe.kind());
        }

        private void take(ProbeSettings probe, Answer answer) {
            String word = probe.kind().word();
            switch (answer.kind()) {
                case ABSENT -> {
                    return;
                }
                case UNKNOWN -> {
                    owner.warn(
                            instance,
                            "Unhealthy",
                            word + " probe errored and resulted in unknown state: " + answer.text());
                    return;
                }
                case WARNING -> owner.warn(instance, "ProbeWarning", word + " probe warning: " + answer.text());
                case FAILURE -> owner.warn(instance, "Unhealthy", word + " probe failed: " + answer.text());
                case SUCCESS -> {
                    // Nobody wants to be told.
                }
            }
            conclude(probe, answer.kind() != Answer.Kind.FAILURE);
        }

        private void conclude(ProbeSettings probe, boolean success) {
            Change change;
            synchronized (this) {
                change = ended ? null : probes.answered(probe.kind(), success).orElse(null);
            }
            if (change == null) {
                return;
            }
            try {
                owner.change(instance, change, probe);
            } catch (ProviderException exception) {
                LOG.atInfo()
                        .addKeyValue("pod", instance.target().pod())
                        .addKeyValue("container", instance.container())
                        .log("What a probe asks for waits: {}", exception.getMessage());
                return;
            }
            synchronized (this) {
                probes.done(change);
            }
            begin();
        }

        synchronized void ending() {
            probes.ending();
        }

        synchronized void end() {
            ended = true;
            waiting.values().forEach(Runnable::run);
        }
    }
}
