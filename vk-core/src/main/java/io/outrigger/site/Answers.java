// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.outrigger.spi.ObservedPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes what a provider answers apart while its call is still guarded, because the answer's code is the provider's too. */
final class Answers {

    /** More than any node runs, and few enough that a list of a broken provider cannot use up the memory of all. */
    static final int MOST_PODS = 100_000;

    private Answers() {}

    /**
     * A list as the core's own.
     *
     * @throws IllegalStateException when no site can have so many pods
     * @throws NullPointerException when there is no pod where there should be one
     */
    static @Nullable List<ObservedPod> pods(@Nullable List<ObservedPod> answer) {
        if (answer == null) {
            return null;
        }
        var pods = new ArrayList<ObservedPod>();
        for (ObservedPod pod : answer) {
            if (pods.size() == MOST_PODS) {
                throw new IllegalStateException("it answered with more than " + MOST_PODS + " pods");
            }
            pods.add(Objects.requireNonNull(pod, "it answered with a pod that is null"));
        }
        return List.copyOf(pods);
    }
}
