// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.hook;

import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.action.ActionRunner;
import io.outrigger.provider.ssh.action.Answer;
import io.outrigger.provider.ssh.action.Instance;
import io.outrigger.provider.ssh.action.Schedule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs hooks in the background, each once per instance of a container. A hook may run a second time when this program
 * ended while it ran, as Kubernetes allows. Safe from any thread; nothing here blocks its caller.
 */
public final class Hooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    /** The end of the container ends its hooks; this is only so that there is an end. */
    private static final Duration LONGEST = Duration.ofDays(7);

    /** A server that has said nothing for so long will not: its connection may have been lost without a word. */
    private static final Duration LONGEST_REQUEST = Duration.ofHours(1);

    /** How long after a container or its host was not there they are looked for again. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ActionRunner actions;
    private final Schedule schedule;
    private final ThreadFactory threads;
    private final Map<Key, Run> runs = new HashMap<>();
    private boolean closed;

    private record Key(String uid, String container, HookKind kind, long instance) {

        Key(Instance instance, HookKind kind) {
            this(instance.uid(), instance.container(), kind, instance.number());
        }

        boolean of(Instance other) {
            return uid.equals(other.uid()) && container.equals(other.container());
        }
    }

    /**
     * @param actions acts on containers
     * @param schedule for hooks that only wait, and to do or tell something again
     * @param threads for all others
     */
    public Hooks(ActionRunner actions, Schedule schedule, ThreadFactory threads) {
        this.actions = actions;
        this.schedule = schedule;
        this.threads = threads;
    }

    /**
     * Begins a hook, and ends those of earlier instances. One that runs already goes on; of one that has ended, the answer
     * is told again, because whoever asks for it has not heard it. A hook whose container could not be reached is begun
     * anew after a moment.
     *
     * @param instance the container
     * @param kind when it runs
     * @param action what it does
     * @param then is told, on another thread, what came of it; may block
     */
    public void run(Instance instance, HookKind kind, Action action, Consumer<Answer> then) {
        Key key = new Key(instance, kind);
        synchronized (runs) {
            // A report of an earlier instance may come late.
            if (closed
                    || runs.keySet().stream().anyMatch(each -> each.of(instance) && each.instance() > key.instance())) {
                return;
            }
            forget(each -> each.of(instance) && each.instance() < key.instance());
            Run known = runs.get(key);
            if (known == null) {
                Run fresh = new Run(key, instance, action, then);
                runs.put(key, fresh);
                fresh.begin();
            } else if (known.answer != null) {
                Answer answer = known.answer;
                schedule.after(Duration.ZERO, () -> then.accept(answer));
            }
        }
    }

    /**
     * An instance of a container has ended: so do its hooks, and those of earlier ones, and nobody hears of them. A later
     * instance is not touched: reports may come in another order than they were made.
     */
    public void forget(Instance ended) {
        forget(key -> key.of(ended) && key.instance() <= ended.number());
    }

    /** A pod is gone, with all its containers. */
    public void forget(String uid) {
        forget(key -> key.uid().equals(uid));
    }

    private void forget(Predicate<Key> which) {
        synchronized (runs) {
            runs.entrySet().removeIf(run -> {
                boolean ended = which.test(run.getKey());
                if (ended) {
                    run.getValue().cancel.run();
                }
                return ended;
            });
        }
    }

    /** Ends all hooks; none is begun any more. */
    @Override
    public void close() {
        synchronized (runs) {
            closed = true;
            forget(key -> true);
        }
    }

    /** A hook that runs, or is about to run again, or has ended. Its fields that change are guarded by the map of all. */
    private final class Run {

        private final Key key;
        private final Instance instance;
        private final Action action;
        private final Consumer<Answer> then;
        private Runnable cancel = () -> {};
        private @Nullable Answer answer;

        Run(Key key, Instance instance, Action action, Consumer<Answer> then) {
            this.key = key;
            this.instance = instance;
            this.action = action;
            this.then = then;
        }

        /** Begins, unless nobody wants it any more. */
        void begin() {
            synchronized (runs) {
                if (!wanted()) {
                    return;
                }
                if (action instanceof Action.Sleep sleep) {
                    cancel = schedule.after(sleep.time(), () -> ended(new Answer(Answer.Kind.SUCCESS, "")));
                    return;
                }
                Thread thread = threads.newThread(this::act);
                thread.setName("hook-" + instance.container());
                cancel = thread::interrupt;
                thread.start();
            }
        }

        private boolean wanted() {
            return runs.get(key) == this;
        }

        private void act() {
            Duration limit = action instanceof Action.HttpGet ? LONGEST_REQUEST : LONGEST;
            Answer found;
            try {
                found = actions.run(instance.target(), action, limit);
            } catch (InterruptedException exception) {
                LOG.debug("A hook of container {} was ended with it", instance.container());
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException exception) {
                LOG.atError()
                        .addKeyValue("pod", instance.target().pod())
                        .addKeyValue("container", instance.container())
                        .setCause(exception)
                        .log("A hook failed in an unexpected way");
                found = new Answer(Answer.Kind.UNKNOWN, exception.toString());
            }
            ended(found);
        }

        private void ended(Answer found) {
            synchronized (runs) {
                if (!wanted()) {
                    return;
                }
                if (found.kind() == Answer.Kind.ABSENT) {
                    cancel = schedule.after(RETRY, this::begin);
                    return;
                }
                answer = found;
                cancel = () -> {};
            }
            then.accept(found);
        }
    }
}
