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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs hooks in the background, each once at a time. A hook may run a second time when this program ended while it ran,
 * as Kubernetes allows. Safe from any thread; nothing here blocks its caller.
 */
public final class Hooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    /** The end of the container ends its hooks; this is only so that there is an end. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final ActionRunner actions;
    private final Schedule schedule;
    private final ThreadFactory threads;
    private final Map<Key, Runnable> running = new HashMap<>();

    private record Key(String uid, String container, HookKind kind, long instance) {}

    /**
     * @param actions acts on containers
     * @param schedule for hooks that only wait
     * @param threads for all others
     */
    public Hooks(ActionRunner actions, Schedule schedule, ThreadFactory threads) {
        this.actions = actions;
        this.schedule = schedule;
        this.threads = threads;
    }

    /**
     * Begins a hook, unless it runs already.
     *
     * @param instance the container
     * @param kind when it runs
     * @param action what it does
     * @param then is told, on the hook's thread, what came of it; may block
     */
    public void run(Instance instance, HookKind kind, Action action, Consumer<Answer> then) {
        Key key = new Key(instance.uid(), instance.container(), kind, instance.number());
        synchronized (running) {
            if (running.containsKey(key)) {
                return;
            }
            running.put(key, begin(key, instance, action, then));
        }
    }

    private Runnable begin(Key key, Instance instance, Action action, Consumer<Answer> then) {
        if (action instanceof Action.Sleep sleep) {
            return schedule.after(sleep.time(), () -> ended(key, new Answer(Answer.Kind.SUCCESS, ""), then));
        }
        Thread thread = threads.newThread(() -> {
            try {
                ended(key, actions.run(instance.target(), action, LONGEST), then);
            } catch (InterruptedException exception) {
                LOG.debug("A hook of container {} was ended with it", instance.container());
                Thread.currentThread().interrupt();
            }
        });
        thread.setName("hook-" + instance.container());
        thread.start();
        return thread::interrupt;
    }

    private void ended(Key key, Answer answer, Consumer<Answer> then) {
        synchronized (running) {
            if (running.remove(key) == null) {
                return;
            }
        }
        then.accept(answer);
    }

    /** A container has ended: so do its hooks, and nobody hears of them. */
    public void forget(String uid, String container) {
        forget(key -> key.uid().equals(uid) && key.container().equals(container));
    }

    /** A pod is gone, with all its containers. */
    public void forget(String uid) {
        forget(key -> key.uid().equals(uid));
    }

    private void forget(Predicate<Key> which) {
        synchronized (running) {
            running.entrySet().removeIf(hook -> {
                boolean ended = which.test(hook.getKey());
                if (ended) {
                    hook.getValue().run();
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
