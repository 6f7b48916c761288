// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.EventRecorder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps events as lines: type, reason, message. */
public final class RecordedEvents implements EventRecorder {

    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void pod(Pod pod, Type type, String reason, String message, @Nullable String container) {
        lines.add(type + " " + reason + ": " + message);
    }

    @Override
    public void node(String node, Type type, String reason, String message) {
        lines.add(node + " " + type + " " + reason + ": " + message);
    }
}
