// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.spi.ResourceAmounts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a spec asks for with what a site gives, in the two resources that may change while a container runs. As
 * the kubelet does, to the thousandth of a processor and to the byte. Used by both lanes.
 */
public final class ResourceValues {

    static final List<String> RESIZABLE = List.of("cpu", "memory");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private ResourceValues() {}

    /** Whether a site gives what a spec asks for. */
    public static boolean same(@Nullable ResourceRequirements spec, ResourceAmounts given) {
        return RESIZABLE.stream()
                .allMatch(name ->
                        same(requests(spec), given.requests(), name) && same(limits(spec), given.limits(), name));
    }

    /** Whether a site gives twice the same. */
    public static boolean same(ResourceAmounts left, ResourceAmounts right) {
        return RESIZABLE.stream()
                .allMatch(name ->
                        same(left.requests(), right.requests(), name) && same(left.limits(), right.limits(), name));
    }

    /** The resources of a spec with those in their place that a site gives; what is the same stays as it is written. */
    public static ResourceRequirements given(@Nullable ResourceRequirements spec, ResourceAmounts given) {
        return new ResourceRequirementsBuilder(spec == null ? new ResourceRequirements() : spec)
                .withRequests(given(requests(spec), given.requests()))
                .withLimits(given(limits(spec), given.limits()))
                .build();
    }

    private static Map<String, Quantity> given(Map<String, Quantity> spec, Map<String, Quantity> given) {
        Map<String, Quantity> result = new LinkedHashMap<>(spec);
        for (String name : RESIZABLE) {
            if (!same(spec, given, name)) {
                result.remove(name);
                Quantity other = given.get(name);
                if (other != null) {
                    result.put(name, other);
                }
            }
        }
        return result;
    }

    private static boolean same(Map<String, Quantity> left, Map<String, Quantity> right, String name) {
        return amount(left, name).compareTo(amount(right, name)) == 0;
    }

    /** An amount in thousandths of a processor or in bytes; zero where there is none. */
    static BigDecimal amount(Map<String, Quantity> quantities, String name) {
        Quantity quantity = quantities.get(name);
        try {
            // Bounded as Go bounds it, which also keeps absurd exponents from filling the memory.
            BigDecimal amount = quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
            BigDecimal bounded = amount.signum() <= 0 ? BigDecimal.ZERO : amount.min(MOST);
            return name.equals("cpu")
                    ? bounded.setScale(3, RoundingMode.CEILING).movePointRight(3)
                    : bounded.setScale(0, RoundingMode.CEILING);
        } catch (IllegalArgumentException | ArithmeticException notOne) {
            // The API server lets no such pod in.
            return BigDecimal.ZERO;
        }
    }

    /** What a spec asks for; empty where it asks for nothing. */
    static Map<String, Quantity> requests(@Nullable ResourceRequirements resources) {
        return resources == null || resources.getRequests() == null ? Map.of() : resources.getRequests();
    }

    private static Map<String, Quantity> limits(@Nullable ResourceRequirements resources) {
        return resources == null || resources.getLimits() == null ? Map.of() : resources.getLimits();
    }
}
