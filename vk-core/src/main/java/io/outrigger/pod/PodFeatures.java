// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Feature;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a pod needs of its node beyond what every node can do. The scheduler looks at it since Kubernetes 1.36, but not
 * for pods that name their node (kubelet's {@code declaredFeaturesAdmitHandler}). Pure functions, used by the pod and the
 * status lane.
 */
public final class PodFeatures {

    /** The action of a rule that begins all containers of a pod again (KEP-5532). */
    public static final String RESTART_ALL = "RestartAllContainers";

    private PodFeatures() {}

    /** Whether a container of the pod can make all of them start again. */
    public static boolean mayRestartAll(PodSpec spec) {
        return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .flatMap(each -> each.getRestartPolicyRules().stream())
                .anyMatch(rule -> RESTART_ALL.equals(rule.getAction()));
    }

    /** Why a site cannot take a pod, if it lacks what the pod needs. */
    static Optional<Refusal> lacking(Pod pod, ObservedNode node) {
        Set<Feature> lacking = needed(pod);
        lacking.removeAll(node.features());
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "PodFeatureUnsupported",
                        "Pod requires node features that are not available: "
                                + lacking.stream().map(Feature::gate).collect(Collectors.joining(", "))));
    }

    private static Set<Feature> needed(Pod pod) {
        Set<Feature> needed = new TreeSet<>();
        if (mayRestartAll(pod.getSpec())) {
            needed.add(Feature.RESTART_ALL_CONTAINERS);
        }
        return needed;
    }
}
