// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sees pods as any client would: when each was seen running first, by {@link System#nanoTime()}, and which are gone. */
final class PodWatch implements Watcher<Pod> {

    private final Map<String, Long> running = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    /** Begins to watch; the client ends it. */
    @SuppressWarnings("resource")
    PodWatch(KubernetesClient client) {
        client.pods().inNamespace("default").watch(this);
    }

    Map<String, Long> running() {
        return running;
    }

    Set<String> gone() {
        return gone;
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        String name = pod.getMetadata().getName();
        if (action == Action.DELETED) {
            gone.add(name);
        } else if (pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
            running.putIfAbsent(name, System.nanoTime());
        }
    }

    /** What it has seen stays; a test that waits for more says so itself. */
    @Override
    public void onClose(WatcherException cause) {}
}
