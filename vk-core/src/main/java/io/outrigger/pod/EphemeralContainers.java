// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.resolve.Resolution;
import io.outrigger.resolve.Resolution.Problem;
import io.outrigger.spi.ContainerState.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The containers that {@code kubectl debug} adds to a pod. They cannot be taken out again, so a pod must go on without
 * those that cannot run: it would otherwise get no new files and not be started again for the rest of its life.
 */
final class EphemeralContainers {

    private EphemeralContainers() {}

    static boolean in(Pod pod) {
        return !pod.getSpec().getEphemeralContainers().isEmpty();
    }

    /** The pod as it would be if nobody had added any. */
    static Pod removedFrom(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withEphemeralContainers(List.of())
                .endSpec()
                .build();
    }

    /**
     * Why those of a pod do not run.
     *
     * @param waiting what each shows while it waits, by name
     * @param problems sentences for Warning events
     * @param passing whether that may change by itself
     */
    record HeldBack(Map<String, Waiting> waiting, List<Problem> problems, boolean passing) {

        static final HeldBack NONE = new HeldBack(Map.of(), List.of(), false);

        /** What follows for the ephemeral containers of a pod that was not accepted. */
        static HeldBack by(Pod pod, Verdict verdict) {
            Set<String> names = pod.getSpec().getEphemeralContainers().stream()
                    .map(EphemeralContainer::getName)
                    .collect(Collectors.toSet());
            if (verdict instanceof Verdict.Missing missing) {
                return by(names, missing.missing());
            }
            return verdict instanceof Verdict.Refused refused ? by(names, refused.refusal()) : NONE;
        }

        private static HeldBack by(Set<String> names, Resolution.Missing missing) {
            var waiting = new HashMap<>(missing.containers());
            waiting.keySet().retainAll(names);
            List<Problem> problems = missing.problems().stream()
                    .filter(each -> names.contains(String.valueOf(each.container())))
                    .toList();
            return new HeldBack(waiting, problems, true);
        }

        private static HeldBack by(Set<String> names, Refusal refusal) {
            var waiting = new HashMap<String, Waiting>();
            var problems = new ArrayList<Problem>();
            for (String name : names) {
                waiting.put(name, new Waiting(refusal.reason(), refusal.message()));
                problems.add(new Problem(refusal.reason(), refusal.message(), name));
            }
            return new HeldBack(waiting, problems, false);
        }
    }
}
