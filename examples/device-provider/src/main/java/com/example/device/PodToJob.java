// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.fabric8.kubernetes.api.model.Container;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LateValue;
import io.outrigger.spi.PodRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Translates pods into jobs. Pure. */
final class PodToJob {

    private PodToJob() {}

    /**
     * The order for a pod.
     *
     * @param addresses the pod's addresses; needed only if {@link #needsAddress}
     */
    static JobOrder order(DesiredPod pod, String owner, List<String> addresses) {
        PodRef ref = pod.ref();
        String restart = restart(pod.pod().getSpec().getRestartPolicy());
        List<JobOrder.TaskOrder> tasks = pod.pod().getSpec().getContainers().stream()
                .map(container -> task(container, pod.container(container.getName()), restart, addresses))
                .toList();
        return new JobOrder(owner, Map.of("namespace", ref.namespace(), "name", ref.name()), tasks);
    }

    /** Whether a pod has values that only the device knows. */
    static boolean needsAddress(DesiredPod pod) {
        return pod.containers().values().stream()
                .flatMap(each -> Stream.of(each.environment().values(), each.command(), each.args()))
                .anyMatch(texts -> texts.stream().anyMatch(LateValue::presentIn));
    }

    private static JobOrder.TaskOrder task(
            Container container, DesiredContainer desired, String restart, List<String> addresses) {
        Map<String, String> environment = new LinkedHashMap<>();
        desired.environment().forEach((name, value) -> environment.put(name, LateValue.fillIn(value, addresses)));
        return new JobOrder.TaskOrder(
                container.getName(),
                container.getImage(),
                filled(desired.command(), addresses),
                filled(desired.args(), addresses),
                environment,
                restart,
                desired.restarts());
    }

    private static List<String> filled(List<String> words, List<String> addresses) {
        return words.stream().map(word -> LateValue.fillIn(word, addresses)).toList();
    }

    private static String restart(String policy) {
        return switch (policy) {
            case "Never" -> "NEVER";
            case "OnFailure" -> "ON_FAILURE";
            default -> "ALWAYS"; // what Kubernetes takes when nothing is said
        };
    }
}
