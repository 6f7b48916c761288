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

    private final ActionRunner actions;
    private final Schedule schedule;
    private final ThreadFactory threads;
    private final Map<Key, Run> runs = new HashMap<>();

    private record Key(String uid, String container, HookKind kind, long instance) {}

    /** A hook that runs, with what ends it, or one that has ended, with its answer. */
    private record Run(Runnable cancel, @Nullable Answer answer) {}

    /**
     * @param actions acts on containers
     * @param schedule for hooks that only wait, and to tell an answer again
     * @param threads for all others
     */
    public Hooks(ActionRunner actions, Schedule schedule, ThreadFactory threads) {
        this.actions = actions;
        this.schedule = schedule;
        this.threads = threads;
    }

    /**
     * Begins a hook. One that runs already goes on; of one that has ended, the answer is told again, because whoever asks
     * for it has not heard it. A hook whose container could not be reached is begun anew.
     *
     * @param instance the container
     * @param kind when it runs
     * @param action what it does
     * @param then is told, on another thread, what came of it; may block
     */
    public void run(Instance instance, HookKind kind, Action action, Consumer<Answer> then) {
        Key key = new Key(instance.uid(), instance.container(), kind, instance.number());
        synchronized (runs) {
            Run run = runs.get(key);
            Answer answer = run == null ? null : run.answer();
            if (run == null) {
                runs.put(key, new Run(begin(key, instance, action, then), null));
            } else if (answer != null) {
                schedule.after(Duration.ZERO, () -> then.accept(answer));
            }
        }
    }

    private Runnable begin(Key key, Instance instance, Action action, Consumer<Answer> then) {
        if (action instanceof Action.Sleep sleep) {
            return schedule.after(sleep.time(), () -> ended(key, new Answer(Answer.Kind.SUCCESS, ""), then));
        }
        Thread thread = threads.newThread(() -> {
            try {
                ended(key, actions.run(instance.target(), action, longest(action)), then);
            } catch (InterruptedException exception) {
                LOG.debug("A hook of container {} was ended with it", instance.container());
                Thread.currentThread().interrupt();
            }
        });
        thread.setName("hook-" + instance.container());
        thread.start();
        return thread::interrupt;
    }

    private static Duration longest(Action action) {
        return action instanceof Action.HttpGet ? LONGEST_REQUEST : LONGEST;
    }

    private void ended(Key key, Answer answer, Consumer<Answer> then) {
        synchronized (runs) {
            if (runs.remove(key) == null) {
                return;
            }
            if (answer.kind() == Answer.Kind.ABSENT) {
                return;
            }
            runs.put(key, new Run(() -> {}, answer));
        }
        then.accept(answer);
    }

    /**
     * An instance of a container has ended: so do its hooks, and those of earlier ones, and nobody hears of them. A later
     * instance is not touched: reports may come in another order than they were made.
     */
    public void forget(Instance ended) {
        forget(key -> key.uid().equals(ended.uid())
                && key.container().equals(ended.container())
                && key.instance() <= ended.number());
    }

    /** A pod is gone, with all its containers. */
    public void forget(String uid) {
        forget(key -> key.uid().equals(uid));
    }

    private void forget(Predicate<Key> which) {
        synchronized (runs) {
            runs.entrySet().removeIf(hook -> {
                boolean ended = which.test(hook.getKey());
                if (ended) {
                    hook.getValue().cancel().run();
                }
                return ended;
            });
        }
    }

    /** Ends all hooks. */
    @Override
    public void close() {
        forget(key -> true);
    }
}
