// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** Tells a change of what should run from one that concerns the status only, which is our own echo most of the time. */
final class DesiredChange {

    private DesiredChange() {}

    static boolean between(Pod before, Pod after) {
        var left = before.getMetadata();
        var right = after.getMetadata();
        return !Objects.equals(left.getGeneration(), right.getGeneration())
                || !Objects.equals(left.getDeletionTimestamp(), right.getDeletionTimestamp())
                || !Objects.equals(left.getLabels(), right.getLabels())
                || !Objects.equals(left.getAnnotations(), right.getAnnotations())
                || PodFacts.terminal(before) != PodFacts.terminal(after)
                || !Objects.equals(before.getSpec(), after.getSpec());
    }
}
