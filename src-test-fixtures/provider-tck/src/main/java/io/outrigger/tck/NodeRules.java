// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Chapter 5 of the contract: what {@code node} says. */
public abstract class NodeRules extends Chapter {

    /** For subclasses. */
    protected NodeRules() {}

    @Test
    final void rule_5_1_nodeSaysWhatTheSiteIs() throws Exception {
        ObservedNode node = start().node();
        assertThat(node.facts().operatingSystem()).as("facts.operatingSystem").isIn("linux", "windows");
        assertThat(node.facts().architecture())
                .as("facts.architecture, as Go names it")
                .matches("[a-z0-9]+");
    }

    @Test
    final void rule_5_1_nodeIsUnreachableWhenThereIsNoAnswerInTime() throws Exception {
        needs(Capability.LINK);
        Site site = start();
        site.node();
        breakLink();
        Duration limit = site.contactTimeout().plus(lent().patience());
        long begin = System.nanoTime();
        ProviderException failure = catchThrowableOfType(ProviderException.class, site::node);
        assertThat(failure)
                .as("node() throws a ProviderException while the link is broken")
                .isNotNull();
        assertThat(failure.kind())
                .as("the kind of \"%s\"", failure.getMessage())
                .isEqualTo(ProviderException.Kind.UNREACHABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("the time until node() gave up; contactTimeout() is %s", site.contactTimeout())
                .isLessThan(limit);
    }

    @Test
    final void rule_5_2_capacityHoldsProcessorsMemoryAndPods() throws Exception {
        Map<String, Quantity> capacity = start().node().capacity();
        assertThat(capacity.keySet()).as("the resources in capacity").contains("cpu", "memory", "pods");
        for (String resource : new String[] {"cpu", "memory", "pods"}) {
            assertThat(Objects.requireNonNull(capacity.get(resource)).getNumericalAmount())
                    .as("capacity[%s] as a number", resource)
                    .isPositive();
        }
    }
}
