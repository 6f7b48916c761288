// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches each ConfigMap and Secret that pods use, and no other. An object that nobody uses any more stays watched for
 * a minute, so that a stream of short-lived pods does not begin a watch each; then nothing of it is left.
 */
final class WatchedReferences implements References {

    /** Watches at once, each with a thread and a connection on plain HTTP; further objects are read every minute. */
    private static final int WATCHES = 500;

    private static final int MOST_IDLE = 200;
    private static final Duration FIRST_READ = Duration.ofSeconds(30);

    private final Watching shared;
    private final Consumer<PodRef> onChange;
    private final Semaphore slots = new Semaphore(WATCHES);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ObjectRef, WatchedObject<?>> used = new HashMap<>();
    private final Map<PodRef, Set<ObjectRef>> uses = new HashMap<>();
    private final Cache<ObjectRef, WatchedObject<?>> idle;

    WatchedReferences(Watching shared, Consumer<PodRef> onChange, Duration lingering) {
        this.shared = shared;
        this.onChange = onChange;
        this.idle = Caffeine.newBuilder()
                .maximumSize(MOST_IDLE)
                .expireAfterWrite(lingering)
                .executor(Runnable::run)
                .scheduler(Scheduler.forScheduledExecutorService(shared.timer()))
                .removalListener(WatchedReferences::dropped)
                .build();
    }

    private static void dropped(@Nullable ObjectRef reference, @Nullable WatchedObject<?> object, RemovalCause cause) {
        if (object != null && cause.wasEvicted()) {
            object.end();
        }
    }

    @Override
    public void use(PodRef pod, Set<ObjectRef> objects) {
        lock.lock();
        try {
            Set<ObjectRef> wanted = Set.copyOf(objects);
            Set<ObjectRef> before = wanted.isEmpty() ? uses.remove(pod) : uses.put(pod, wanted);
            wanted.forEach(reference ->
                    used.computeIfAbsent(reference, this::begin).users.add(pod));
            if (before != null) {
                before.stream().filter(reference -> !wanted.contains(reference)).forEach(reference -> {
                    release(reference, pod);
                });
            }
        } finally {
            lock.unlock();
        }
    }

    private WatchedObject<?> begin(ObjectRef reference) {
        WatchedObject<?> lingering = idle.asMap().remove(reference);
        if (lingering != null) {
            return lingering;
        }
        return switch (reference.kind()) {
            case CONFIG_MAP ->
                begin(
                        reference,
                        ConfigMap.class,
                        new WatchedObject<>(
                                name(reference), map -> Boolean.TRUE.equals(map.getImmutable()), this::changed));
            case SECRET ->
                begin(
                        reference,
                        Secret.class,
                        new WatchedObject<>(
                                name(reference), secret -> Boolean.TRUE.equals(secret.getImmutable()), this::changed));
        };
    }

    private <T extends HasMetadata> WatchedObject<T> begin(
            ObjectRef reference, Class<T> type, WatchedObject<T> object) {
        String selector = "metadata.name=" + reference.name();
        object.begin(new WatchTarget<>(collection(reference), selector, type, name(reference)), shared, slots);
        return object;
    }

    private void release(ObjectRef reference, PodRef pod) {
        WatchedObject<?> object = used.get(reference);
        if (object == null) {
            return;
        }
        object.users.remove(pod);
        if (object.users.isEmpty()) {
            used.remove(reference);
            if (object.watched()) {
                idle.put(reference, object);
            } else {
                object.end();
            }
        }
    }

    private void changed(WatchedObject<?> object) {
        List<PodRef> users;
        lock.lock();
        try {
            users = List.copyOf(object.users);
        } finally {
            lock.unlock();
        }
        users.forEach(onChange);
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) throws KubeException {
        return get(new ObjectRef(ObjectRef.Kind.CONFIG_MAP, namespace, name), ConfigMap.class);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) throws KubeException {
        return get(new ObjectRef(ObjectRef.Kind.SECRET, namespace, name), Secret.class);
    }

    private <T extends HasMetadata> Optional<T> get(ObjectRef reference, Class<T> type) throws KubeException {
        WatchedObject<?> object;
        lock.lock();
        try {
            object = used.get(reference);
        } finally {
            lock.unlock();
        }
        return object == null ? read(reference, type) : object.get(FIRST_READ).map(type::cast);
    }

    /** Nobody said that it is used, so nothing keeps it up to date and nothing is kept. */
    private <T extends HasMetadata> Optional<T> read(ObjectRef reference, Class<T> type) throws KubeException {
        String path = collection(reference) + "/" + reference.name();
        try {
            return Optional.of(shared.api().send(ApiRequest.get(path, "reading " + name(reference)), type));
        } catch (KubeException refused) {
            if (refused.notFound()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static String collection(ObjectRef reference) {
        String plural = switch (reference.kind()) {
            case CONFIG_MAP -> "configmaps";
            case SECRET -> "secrets";
        };
        return "api/v1/namespaces/" + reference.namespace() + "/" + plural;
    }

    private static String name(ObjectRef reference) {
        return reference + " in namespace " + reference.namespace();
    }

    @Override
    public void close() {
        Set<WatchedObject<?>> all;
        lock.lock();
        try {
            all = new HashSet<>(used.values());
            all.addAll(idle.asMap().values());
            used.clear();
            uses.clear();
            idle.invalidateAll();
        } finally {
            lock.unlock();
        }
        all.forEach(WatchedObject::end);
    }
}
