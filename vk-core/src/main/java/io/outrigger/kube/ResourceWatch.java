// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists a collection, watches it from there, and goes on for ever: a watch that merely ended is opened again where it
 * stopped, a watch that lost something is preceded by a new list. Made and closed by the feeds. Costs one thread of the
 * HTTP client while a watch is open and none between.
 *
 * <p>This is client-go's reflector in small. fabric8's informers list again after every end of a watch, keep every
 * object and hold a WebSocket each; none of that is wanted here.
 */
final class ResourceWatch<T extends HasMetadata> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ResourceWatch.class);
    private static final int GONE = 410;
    private static final Duration POLL = Duration.ofMinutes(1);

    private final WatchTarget<T> target;
    private final WatchSink<T> sink;
    private final Watching shared;
    private final boolean once;
    private final @Nullable Semaphore slots;
    private final RelistBackoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean slotTaken;
    private volatile boolean closed;
    private volatile @Nullable WatchStream stream;

    // One step runs at a time and hands over to the next, so these need no lock.
    private String resourceVersion = "";
    private long opened;
    private boolean heard;
    private boolean lost;
    private boolean failing;
    private @Nullable KubeException refusal;

    private ResourceWatch(
            WatchTarget<T> target, WatchSink<T> sink, Watching shared, boolean once, @Nullable Semaphore slots) {
        this.target = target;
        this.sink = sink;
        this.shared = shared;
        this.once = once;
        this.slots = slots;
        this.backoff = new RelistBackoff(shared.timing(), shared.clock(), ThreadLocalRandom.current());
    }

    /** Begins to list and watch, until closed. */
    static <T extends HasMetadata> ResourceWatch<T> start(WatchTarget<T> target, WatchSink<T> sink, Watching shared) {
        return begin(new ResourceWatch<>(target, sink, shared, false, null));
    }

    /** Begins to list and watch, until closed; while there is no slot it lists once a minute instead of watching. */
    static <T extends HasMetadata> ResourceWatch<T> startWithin(
            Semaphore slots, WatchTarget<T> target, WatchSink<T> sink, Watching shared) {
        return begin(new ResourceWatch<>(target, sink, shared, false, slots));
    }

    /** Begins to list until that succeeds once. */
    static <T extends HasMetadata> ResourceWatch<T> listOnce(
            WatchTarget<T> target, WatchSink<T> sink, Watching shared) {
        return begin(new ResourceWatch<>(target, sink, shared, true, null));
    }

    private static <T extends HasMetadata> ResourceWatch<T> begin(ResourceWatch<T> watch) {
        watch.step(watch.shared.lists(), watch::list);
        return watch;
    }

    /** Stops; a report that is under way may still arrive. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (slots != null && slotTaken) {
                slotTaken = false;
                slots.release();
            }
        } finally {
            lock.unlock();
        }
        stop();
    }

    private boolean takeSlot() {
        lock.lock();
        try {
            if (slots == null || closed || slotTaken) {
                return true;
            }
            slotTaken = slots.tryAcquire();
            return slotTaken;
        } finally {
            lock.unlock();
        }
    }

    private void list() {
        if (closed) {
            return;
        }
        sink.listing();
        try {
            ListReader.Listed<T> listed = new ListReader(shared.api()).list(target, sink::wanted);
            if (closed) {
                return;
            }
            resourceVersion = listed.resourceVersion();
            sink.listed(listed.objects(), resourceVersion);
        } catch (KubeException failure) {
            report(failure);
            later(this::list, failure);
            return;
        }
        failing = false;
        if (once) {
            return;
        }
        if (takeSlot()) {
            watch();
        } else {
            after(POLL.toMillis() + ThreadLocalRandom.current().nextLong(POLL.toMillis() / 4), this::list);
        }
    }

    private void watch() {
        if (closed) {
            return;
        }
        long least = shared.timing().leastLength().toMillis();
        Duration length = Duration.ofMillis(least + ThreadLocalRandom.current().nextLong(least + 1));
        String query = target.query("watch=true&allowWatchBookmarks=true&resourceVersion=" + resourceVersion
                + "&timeoutSeconds=" + Math.max(1, length.toSeconds()));
        opened = shared.clock().millis();
        heard = false;
        lost = false;
        refusal = null;
        Duration overtime = shared.timing().overtime();
        var next = new WatchStream(
                shared.api(),
                ApiRequest.get(query, "watching " + target.name()),
                shared.timer(),
                length.plus(overtime),
                this::line,
                this::ended);
        stream = next;
        next.open(overtime);
        if (closed) {
            next.cancel();
        }
    }

    private void line(byte[] line) {
        if (closed || lost || refusal != null) {
            return;
        }
        WatchEvent<T> event;
        try {
            event = WatchEvent.parse(line, target.type(), shared.api().json());
        } catch (IOException broken) {
            log.warn("a watch sent what is no event and is listed again: {}", target.name(), broken);
            lost = true;
            stop();
            return;
        }
        heard = true;
        failing = false;
        // Compared by class: pattern switches need Java 21.
        if (event instanceof WatchEvent.Changed<T> changed) {
            handle(changed.object(), () -> sink.changed(changed.object()));
        } else if (event instanceof WatchEvent.Removed<T> removed) {
            handle(removed.object(), () -> sink.removed(removed.object()));
        } else if (event instanceof WatchEvent.Bookmark<T> bookmark) {
            resourceVersion = bookmark.resourceVersion();
        } else if (event instanceof WatchEvent.Failed<T> failed) {
            refusal = Failures.refused("watching " + target.name(), failed.status());
            stop();
        }
    }

    /** A receiver that fails loses its event, not the watch; its lanes list again anyway. */
    private void handle(T object, Runnable report) {
        try {
            report.run();
        } catch (RuntimeException fault) {
            log.error(
                    "the receiver of {} failed at {}",
                    target.name(),
                    object.getMetadata().getName(),
                    fault);
        }
        String version = object.getMetadata().getResourceVersion();
        if (version != null) {
            resourceVersion = version;
        }
    }

    private void stop() {
        WatchStream last = stream;
        if (last != null) {
            last.cancel();
        }
    }

    private void ended(@Nullable KubeException failure) {
        if (closed) {
            return;
        }
        KubeException why = refusal == null ? failure : refusal;
        if (why != null) {
            report(why);
        }
        if (lost || (why != null && relists(why))) {
            later(this::list, why);
        } else if (why == null
                && (heard
                        || shared.clock().millis() - opened
                                > shared.timing().firstDelay().toMillis())) {
            step(shared.lists(), this::watch);
        } else {
            later(this::watch, why);
        }
    }

    /** Whether the place to go on from is no good any more. */
    private static boolean relists(KubeException why) {
        return why.code() == GONE
                || why.code() == 400
                || why.code() == 422
                || why.reason().equals("Expired")
                || why.reason().equals("Gone");
    }

    private void report(KubeException failure) {
        var level = failing || failure.code() == GONE ? log.atDebug() : log.atWarn();
        failing = true;
        level.log("{}; trying again", failure.getMessage());
        sink.failed(failure);
    }

    private void later(Runnable step, @Nullable KubeException why) {
        Duration delay = backoff.next();
        Duration asked = why == null ? Duration.ZERO : why.retryAfter().orElse(Duration.ZERO);
        after(Math.max(delay.toMillis(), asked.toMillis()), step);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // steps report their own failures
    private void after(long millis, Runnable step) {
        step(task -> shared.timer().schedule(() -> step(shared.lists(), task), millis, TimeUnit.MILLISECONDS), step);
    }

    private void step(Executor executor, Runnable step) {
        try {
            executor.execute(() -> run(step));
        } catch (RejectedExecutionException stopped) {
            // The connection is closed: there is nothing to go on with.
            closed = true;
        }
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            log.error("watching {} failed; listing again", target.name(), fault);
            later(this::list, null);
        }
    }
}
