// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and limits for the downward API, by the rules of {@code pkg/api/v1/resource}: divided by the divisor
 * and rounded up; a limit that is not set is the pod's own, else what the node can allocate.
 */
final class ResourceField {

    private static final Set<String> DEFAULTED = Set.of("cpu", "memory", "ephemeral-storage");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal LEAST = BigDecimal.valueOf(1, 9);

    private final PodSpec spec;
    private final Map<String, Quantity> allocatable;
    private final Map<String, ContainerFields> containers = new HashMap<>();

    ResourceField(PodSpec spec, Map<String, Quantity> allocatable) {
        this.spec = spec;
        this.allocatable = allocatable;
        ContainerFields.of(spec).forEach(each -> containers.put(each.name(), each));
    }

    /**
     * The value.
     *
     * @param field where the selector stands, for messages
     * @param own the container that asks, when the selector names none; null for files
     */
    String value(String field, ResourceFieldSelector selector, @Nullable ContainerFields own) throws RefusedException {
        ResourceRequirements resources = container(field, selector, own).resources();
        String resource = Objects.requireNonNullElse(selector.getResource(), "");
        int dot = resource.indexOf('.');
        String side = dot < 0 ? resource : resource.substring(0, dot);
        String name = resource.substring(dot + 1);
        if (!DEFAULTED.contains(name) && !name.startsWith("hugepages-")) {
            throw unsupported(field, resource);
        }
        BigDecimal amount = switch (side) {
            case "limits" -> limit(field, name, resources);
            case "requests" -> amount(field, resources == null ? null : resources.getRequests(), name);
            default -> throw unsupported(field, resource);
        };
        BigDecimal divisor = amount(field + ".divisor", selector.getDivisor());
        int scale = name.equals("cpu") ? 3 : 0;
        BigDecimal unit = divisor.signum() == 0 ? BigDecimal.ONE : divisor.setScale(scale, RoundingMode.UP);
        return amount.setScale(scale, RoundingMode.UP)
                .divide(unit, 0, RoundingMode.CEILING)
                .toBigInteger()
                .toString();
    }

    private ContainerFields container(String field, ResourceFieldSelector selector, @Nullable ContainerFields own)
            throws RefusedException {
        String name = Objects.requireNonNullElse(selector.getContainerName(), "");
        if (name.isEmpty() && own != null) {
            return own;
        }
        ContainerFields found = containers.get(name);
        if (found == null) {
            throw RefusedException.invalid(field, "container " + name + " not found");
        }
        return found;
    }

    private BigDecimal limit(String field, String name, @Nullable ResourceRequirements resources)
            throws RefusedException {
        BigDecimal own = amount(field, resources == null ? null : resources.getLimits(), name);
        if (own.signum() > 0 || !DEFAULTED.contains(name)) {
            return own;
        }
        BigDecimal pod = amount(
                field, spec.getResources() == null ? null : spec.getResources().getLimits(), name);
        return pod.signum() > 0 ? pod : amount(field, allocatable.get(name));
    }

    private static BigDecimal amount(String field, @Nullable Map<String, Quantity> quantities, String name)
            throws RefusedException {
        return amount(field, quantities == null ? null : quantities.get(name));
    }

    /** Bounded as Go bounds it, which also keeps absurd exponents from filling the memory. */
    private static BigDecimal amount(String field, @Nullable Quantity quantity) throws RefusedException {
        if (quantity == null || quantity.getAmount() == null) {
            return BigDecimal.ZERO;
        }
        try {
            BigDecimal amount = quantity.getNumericalAmount();
            return amount.signum() <= 0 ? BigDecimal.ZERO : amount.min(MOST).max(LEAST);
        } catch (IllegalArgumentException | ArithmeticException notOne) {
            throw RefusedException.invalid(field, "\"" + quantity + "\" is not a quantity");
        }
    }

    private static RefusedException unsupported(String field, String resource) {
        return RefusedException.unsupported(field, "unsupported container resource : " + resource);
    }
}
