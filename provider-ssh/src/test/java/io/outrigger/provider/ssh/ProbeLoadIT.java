// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.ProbesIT.exec;
import static io.outrigger.provider.ssh.ProbesIT.main;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host full of pods that are all probed. */
final class ProbeLoadIT {

    /** As many as a node takes by default. */
    private static final int PODS = 110;

    @TempDir
    Path directory;

    @Test
    void allPodsOfAFullHostAreProbedWhileSomeOfThemHang() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            List<PodsForTests> pods = Stream.generate(() -> PodsForTests.always("exec sleep 1000")
                            .with(pod -> {
                                main(pod).setStartupProbe(calm("true"));
                                main(pod).setReadinessProbe(calm("true"));
                                main(pod).setLivenessProbe(calm("true"));
                            }))
                    .limit(PODS)
                    .toList();
            for (PodsForTests pod : pods.subList(0, 10)) {
                main(pod.pod)
                        .setReadinessProbe(new ProbeBuilder(exec("sleep 1000"))
                                .withTimeoutSeconds(300)
                                .build());
            }
            for (PodsForTests pod : pods) {
                harness.site().apply(pod.build());
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(harness.site().list().stream()
                                    .flatMap(pod -> pod.containers().stream())
                                    .filter(ObservedContainer::ready))
                            .hasSize(PODS - 10));
            eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("probe-"))
                    .hasSizeBetween(11, 66));
            assertThat(harness.site().list())
                    .extracting(ObservedPod::containers)
                    .allMatch(containers -> containers.get(0).restarts() == 0);
        }
    }

    /** One that a busy machine passes too. */
    private static Probe calm(String script) {
        return new ProbeBuilder(exec(script))
                .withPeriodSeconds(10)
                .withTimeoutSeconds(30)
                .build();
    }
}
