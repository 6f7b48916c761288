// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a pod feed reports. */
final class Journal implements PodFeed.Handler {

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void changed(Pod pod) {
        lines.add("changed " + name(pod) + " " + pod.getMetadata().getResourceVersion());
    }

    @Override
    public void removed(Pod pod) {
        lines.add("removed " + name(pod));
    }

    @Override
    public void synced(String node) {
        lines.add("synced " + node);
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName() + "/" + pod.getMetadata().getUid();
    }
}
