// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.EventRecorder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the reasons of events. */
final class RecordedEvents implements EventRecorder {

    final List<String> reasons = new ArrayList<>();
    final List<String> messages = new ArrayList<>();

    @Override
    public void pod(Pod pod, Type type, String reason, String message, @Nullable String container) {
        throw new AssertionError("the node lane does not speak of pods");
    }

    @Override
    public void node(String node, Type type, String reason, String message) {
        reasons.add(reason);
        messages.add(message);
    }
}
