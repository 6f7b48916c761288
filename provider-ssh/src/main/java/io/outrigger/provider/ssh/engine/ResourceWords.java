// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Limits and requests in the engine's words, as the kubelet turns them into control groups. */
final class ResourceWords {

    private static final BigDecimal SHARES_OF_A_PROCESSOR = BigDecimal.valueOf(1024);
    private static final BigDecimal FEWEST_SHARES = BigDecimal.valueOf(2);
    private static final BigDecimal LEAST_PROCESSOR = new BigDecimal("0.01");

    private ResourceWords() {}

    static void append(Words words, @Nullable ResourceRequirements resources) {
        if (resources == null) {
            return;
        }
        Quantity memory =
                resources.getLimits() == null ? null : resources.getLimits().get("memory");
        if (memory != null && memory.getNumericalAmount().signum() > 0) {
            String bytes = memory.getNumericalAmount()
                    .setScale(0, RoundingMode.CEILING)
                    .toPlainString();
            // The same for both: no swap, as on a node without it.
            words.option("--memory", bytes).option("--memory-swap", bytes);
        }
        Quantity limit =
                resources.getLimits() == null ? null : resources.getLimits().get("cpu");
        if (limit != null && limit.getNumericalAmount().signum() > 0) {
            words.option(
                    "--cpus",
                    limit.getNumericalAmount()
                            .max(LEAST_PROCESSOR)
                            .stripTrailingZeros()
                            .toPlainString());
        }
        Quantity request =
                resources.getRequests() == null ? null : resources.getRequests().get("cpu");
        if (request != null || limit != null) {
            BigDecimal shares = (request != null ? request : limit)
                    .getNumericalAmount()
                    .multiply(SHARES_OF_A_PROCESSOR)
                    .setScale(0, RoundingMode.DOWN);
            words.option("--cpu-shares", shares.max(FEWEST_SHARES).toPlainString());
        }
    }
}
