// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.Site;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter 10 of the contract: what a site has, and how it says that it has not. */
public abstract class CapabilityRules extends Chapter {

    /** For subclasses. */
    protected CapabilityRules() {}

    @Test
    final void rule_10_4_whatLacksIsEmptyAndTheRestIsThere() throws Exception {
        Site site = start();
        Map<Capability, Optional<?>> answers = new EnumMap<>(Capability.class);
        answers.put(Capability.LOGS, site.logs());
        answers.put(Capability.EXEC, site.exec());
        answers.put(Capability.ATTACH, site.attach());
        answers.put(Capability.PORT_FORWARD, site.portForward());
        answers.put(Capability.STATISTICS, site.stats());
        answers.forEach((capability, answer) -> assertThat(answer.isPresent())
                .as(
                        "whether the site has %s, which the harness %s",
                        capability, has(capability) ? "does not declare lacking" : "declares lacking")
                .isEqualTo(has(capability)));
    }
}
