// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which instance of a container a report is about. */
final class ContainerReportTest {

    @Test
    void whatHasEndedIsTheInstanceThatTheReportIsAbout() {
        assertThat(report("running", "3").lastEnded()).isEqualTo(3);
        assertThat(report("backoff", "3").lastEnded()).isEqualTo(3);
        assertThat(report("terminated", "3").lastEnded()).isEqualTo(3);
    }

    @Test
    void whileAContainerWaitsItsNumberIsThatOfTheInstanceToCome() {
        assertThat(report("unready", "3").lastEnded()).isEqualTo(2);
        assertThat(report("new", "0").lastEnded()).isEqualTo(-1);
    }

    @Test
    void aDamagedStateEndsNothing() {
        assertThat(new ContainerReport("main", true, true, Map.of(), "").lastEnded())
                .isEqualTo(-1);
    }

    private static ContainerReport report(String phase, String restarts) {
        return new ContainerReport("main", true, false, Map.of("phase", phase, "restarts", restarts), "");
    }
}
