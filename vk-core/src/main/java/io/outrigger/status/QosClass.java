// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pod's quality-of-service class, by {@code ComputePodQOS} of Kubernetes: only CPU and memory count. */
final class QosClass {

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal LEAST = BigDecimal.valueOf(1, 9);

    private QosClass() {}

    static String of(PodSpec spec) {
        var requests = new HashMap<String, BigDecimal>();
        var limits = new HashMap<String, BigDecimal>();
        boolean limited = true;
        for (ResourceRequirements each : requirements(spec)) {
            limited &= COUNTED.stream().allMatch(positive(each == null ? null : each.getLimits())::containsKey);
            if (each != null) {
                positive(each.getRequests()).forEach((name, value) -> requests.merge(name, value, BigDecimal::add));
                positive(each.getLimits()).forEach((name, value) -> limits.merge(name, value, BigDecimal::add));
            }
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return "BestEffort";
        }
        boolean equal = requests.keySet().equals(limits.keySet())
                && requests.entrySet().stream()
                        .allMatch(each -> each.getValue().compareTo(limits.get(each.getKey())) == 0);
        return limited && equal ? "Guaranteed" : "Burstable";
    }

    private static List<@Nullable ResourceRequirements> requirements(PodSpec spec) {
        var found = new ArrayList<@Nullable ResourceRequirements>();
        if (podLevel(spec.getResources())) {
            found.add(spec.getResources());
            return found;
        }
        spec.getInitContainers().stream().map(Container::getResources).forEach(found::add);
        spec.getContainers().stream().map(Container::getResources).forEach(found::add);
        return found;
    }

    private static boolean podLevel(@Nullable ResourceRequirements resources) {
        return resources != null
                && !(positive(resources.getRequests()).isEmpty()
                        && positive(resources.getLimits()).isEmpty());
    }

    private static Map<String, BigDecimal> positive(@Nullable Map<String, Quantity> quantities) {
        var found = new HashMap<String, BigDecimal>();
        if (quantities == null) {
            return found;
        }
        for (String name : COUNTED) {
            Quantity quantity = quantities.get(name);
            BigDecimal amount = quantity == null ? BigDecimal.ZERO : amount(quantity);
            if (amount.signum() > 0) {
                found.put(name, amount);
            }
        }
        return found;
    }

    /** As Go holds a quantity; also keeps sums of absurd exponents from filling the memory. */
    private static BigDecimal amount(Quantity quantity) {
        try {
            BigDecimal amount = quantity.getNumericalAmount();
            return amount.signum() <= 0 ? BigDecimal.ZERO : amount.min(MOST).max(LEAST);
        } catch (IllegalArgumentException | ArithmeticException notOne) {
            // The API server lets no such pod in; a status must be computed for it all the same.
            return BigDecimal.ZERO;
        }
    }
}
