// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Volumes in memory: file systems of the host's own below the pod's directory, made with the sandbox, so that they outlive
 * containers and end with the pod. Their size is bounded as the kubelet does it (KEP-1967).
 */
final class MemoryVolumes {

    private MemoryVolumes() {}

    static boolean inMemory(Volume volume) {
        return volume.getEmptyDir() != null
                && "Memory".equals(volume.getEmptyDir().getMedium());
    }

    /** Shell commands that make those of a pod which are not there. */
    static String commands(PodSpec pod) {
        StringBuilder script = new StringBuilder();
        for (Volume volume : pod.getVolumes()) {
            if (inMemory(volume)) {
                String path = Words.quote("volumes/" + volume.getName());
                script.append("    mountpoint -q ").append(path).append(" || mount -t tmpfs -o mode=0777");
                size(pod, volume.getEmptyDir().getSizeLimit())
                        .ifPresent(bytes -> script.append(",size=").append(bytes));
                script.append(" outrigger ").append(path).append(" || exit\n");
            }
        }
        return script.toString();
    }

    /** The lesser of its own limit and that of all containers together, in bytes; empty when neither is there. */
    private static Optional<String> size(PodSpec pod, @Nullable Quantity limit) {
        return Stream.of(Optional.ofNullable(limit).map(Quantity::getNumericalAmount), memory(pod))
                .flatMap(Optional::stream)
                .filter(bytes -> bytes.signum() > 0)
                .min(BigDecimal::compareTo)
                .map(bytes -> bytes.setScale(0, RoundingMode.CEILING).toPlainString());
    }

    private static Optional<BigDecimal> memory(PodSpec pod) {
        List<BigDecimal> limits = pod.getContainers().stream()
                .map(MemoryVolumes::limit)
                .filter(Objects::nonNull)
                .map(Quantity::getNumericalAmount)
                .toList();
        return limits.size() == pod.getContainers().size() ? limits.stream().reduce(BigDecimal::add) : Optional.empty();
    }

    private static @Nullable Quantity limit(Container container) {
        return container.getResources() == null || container.getResources().getLimits() == null
                ? null
                : container.getResources().getLimits().get("memory");
    }
}
