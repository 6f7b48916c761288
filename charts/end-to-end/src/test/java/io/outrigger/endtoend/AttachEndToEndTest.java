// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EndToEnd
class AttachEndToEndTest {

    private final EdgeSite site;

    AttachEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void whoAttachesReadsAlong_andLeavesTheContainerRunning() {
        site.apply(Manifests.pod("ticking", "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done"));
        site.awaitRunning("ticking");
        try (var attached = site.kubectlStreaming("attach", "ticking")) {
            Awaitility.await().until(() -> attached.stdout().lines().count() > 3);
        }
        int last = ticks();
        Awaitility.await().untilAsserted(() -> assertThat(ticks()).isGreaterThan(last));
        assertThat(site.restarts("ticking")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTypedReachesTheContainer_whichAnswersOnTheSameStream(Transport transport) {
        String name = "echo-" + transport.ordinal();
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  PLACEMENT
                  containers:
                  - name: main
                    image: host
                    stdin: true
                    command: [sh, -c, 'while read line; do echo "got $line"; done; exec sleep 3600']
                """.formatted(name));
        site.awaitRunning(name);

        String script = "(for n in 1 2 3; do sleep 0.5; echo $n; done; sleep 1) | kubectl attach -i " + name;
        // The input stays open for others, so kubectl waits on until it is killed.
        String output = site.shell(transport.chosen() + "export -f kubectl; timeout -s KILL 6 bash -c '" + script + "'")
                .stdout();

        assertThat(output).isEqualTo("got 1\ngot 2\ngot 3\n");
        assertThat(site.restarts(name)).isZero();
    }

    private int ticks() {
        String lines = site.kubectl("logs", "ticking", "--tail=1").orThrow().trim();
        // What is written while the end is read comes along, as with a kubelet.
        return Integer.parseInt(lines.substring(lines.lastIndexOf(' ') + 1));
    }
}
