// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.outrigger.provider.ssh.host.ResourceLine;
import io.outrigger.provider.ssh.process.PodPlan;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Limits and requests in the engine's words, as the kubelet turns them into control groups. They stand in a file of their
 * own, which is read with each start of a container and again when it is resized.
 */
final class ResourceWords {

    private static final BigDecimal THOUSANDTHS = BigDecimal.valueOf(1000);
    private static final BigDecimal SHARES_OF_A_PROCESSOR = BigDecimal.valueOf(1024);
    private static final BigDecimal FEWEST_SHARES = BigDecimal.valueOf(2);
    private static final BigDecimal LEAST_PROCESSOR = BigDecimal.valueOf(10);

    private ResourceWords() {}

    /**
     * The file.
     *
     * @param resources what the container is given
     * @param enforced whether the host can enforce it; otherwise nothing is told of it
     */
    static String file(ResourceLine resources, boolean enforced) {
        String told = enforced ? "allocated " + resources.text() + "\n" : "";
        return told + "words" + words(resources) + "\n" + PodPlan.END;
    }

    private static Words words(ResourceLine resources) {
        Words words = new Words();
        resources
                .memoryLimit()
                .map(BigDecimal::toPlainString)
                .ifPresent(bytes ->
                        // The same for both: no swap, as on a node without it.
                        words.option("--memory")
                                .option(bytes)
                                .option("--memory-swap")
                                .option(bytes));
        resources
                .processorLimit()
                .filter(limit -> limit.signum() > 0)
                .map(limit -> limit.max(LEAST_PROCESSOR).divide(THOUSANDTHS))
                .ifPresent(limit ->
                        words.option("--cpus").option(limit.stripTrailingZeros().toPlainString()));
        resources
                .processorShare()
                .map(share -> share.multiply(SHARES_OF_A_PROCESSOR).divide(THOUSANDTHS, 0, RoundingMode.DOWN))
                .ifPresent(shares -> words.option("--cpu-shares")
                        .option(shares.max(FEWEST_SHARES).toPlainString()));
        return words;
    }
}
