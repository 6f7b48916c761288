// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One ConfigMap or Secret that pods use, kept up to date by a watch of this object alone, and without a watch once it
 * turned out to be immutable. The watch also tells when a missing object appears. Made by {@link WatchedReferences},
 * whose lock guards the users.
 */
final class WatchedObject<T extends HasMetadata> implements WatchSink<T> {

    /** The pods that use it. */
    final Set<PodRef> users = new HashSet<>();

    private final String name;
    private final Predicate<T> immutable;
    private final Consumer<WatchedObject<?>> onChange;
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile @Nullable State<T> state;
    private volatile @Nullable KubeException failure;
    private volatile boolean settled;
    private boolean missed;
    private @Nullable ResourceWatch<T> watch;

    /**
     * @param name for messages
     * @param immutable whether an object will never change
     * @param onChange told when it is not what it was
     */
    WatchedObject(String name, Predicate<T> immutable, Consumer<WatchedObject<?>> onChange) {
        this.name = name;
        this.immutable = immutable;
        this.onChange = onChange;
    }

    /** What is known: the object, or that there is none. */
    private record State<T extends HasMetadata>(@Nullable T object) {

        boolean same(State<T> other) {
            return version(object).equals(version(other.object()));
        }

        private static List<String> version(@Nullable HasMetadata object) {
            if (object == null) {
                return List.of();
            }
            var metadata = object.getMetadata();
            return List.of(
                    Objects.requireNonNullElse(metadata.getUid(), ""),
                    Objects.requireNonNullElse(metadata.getResourceVersion(), ""));
        }
    }

    void begin(WatchTarget<T> target, Watching shared, Semaphore slots) {
        watch = ResourceWatch.startWithin(slots, target, this, shared);
    }

    void end() {
        if (watch != null) {
            watch.close();
        }
    }

    /** Whether it can still be told when the object changes; an immutable one cannot. */
    boolean watched() {
        return !settled;
    }

    /** The object as last seen; waits for the first answer. */
    Optional<T> get(Duration limit) throws KubeException {
        boolean answered;
        try {
            answered = asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KubeException(0, "Interrupted", "reading " + name + ": interrupted", null, stopped);
        }
        synchronized (this) {
            State<T> known = state;
            if (known != null) {
                return Optional.ofNullable(known.object());
            }
            missed = true;
        }
        KubeException why = failure;
        if (answered && why != null) {
            throw new KubeException(
                    why.code(), why.reason(), text(why), why.retryAfter().orElse(null), why);
        }
        throw new KubeException(0, "Timeout", "reading " + name + ": no answer yet", null, null);
    }

    private static String text(KubeException why) {
        return Objects.requireNonNullElse(why.getMessage(), "");
    }

    @Override
    public void listed(List<T> objects, String resourceVersion) {
        become(objects.isEmpty() ? null : objects.get(0));
    }

    @Override
    public void changed(T object) {
        become(object);
    }

    @Override
    public void removed(T object) {
        become(null);
    }

    @Override
    public void failed(KubeException why) {
        failure = why;
        asked.countDown();
    }

    private void become(@Nullable T object) {
        var now = new State<>(object);
        boolean tell;
        synchronized (this) {
            State<T> before = state;
            state = now;
            tell = before == null ? missed : !before.same(now);
        }
        asked.countDown();
        if (object != null && immutable.test(object)) {
            settled = true;
            end();
        }
        if (tell) {
            onChange.accept(this);
        }
    }
}
