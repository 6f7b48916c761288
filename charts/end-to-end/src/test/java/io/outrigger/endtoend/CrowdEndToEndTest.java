// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EndToEnd
@Timeout(1000)
class CrowdEndToEndTest {
    private static final int PODS = 300;
    private static final Duration LONG = Duration.ofMinutes(8);

    private final EdgeSite site;

    CrowdEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void threeHundredPodsRunOnOneSiteAndLeaveNothingBehind() {
        site.apply(IntStream.range(0, PODS)
                .mapToObj(number -> Manifests.pod("one-of-many-" + number, "exec sleep 3600")
                        .replaceFirst("labels: .*", "labels: {app: crowd}"))
                .collect(Collectors.joining()));

        site.await("node/" + site.name(), LONG, () -> assertThat(running()).isEqualTo(PODS));
        Set<String> uids = site.uids("app=crowd");
        assertThat(uids).hasSize(PODS);
        assertThat(HostProcesses.ofPods(uids)).hasSizeGreaterThanOrEqualTo(PODS);

        site.kubectl("delete", "pods", "-l", "app=crowd", "--wait=false").orThrow();

        site.await(
                "node/" + site.name(),
                LONG,
                () -> assertThat(site.uids("app=crowd")).isEmpty());
        site.await(
                "node/" + site.name(),
                Duration.ofMinutes(2),
                () -> assertThat(HostProcesses.ofPods(uids)).isEmpty());
    }

    private int running() {
        return (int) site.kubectl("get", "pods", "-l", "app=crowd", "--no-headers")
                .orThrow()
                .lines()
                .filter(line -> line.matches("\\S+\\s+1/1\\s+Running\\s+0\\s.*"))
                .count();
    }
}
