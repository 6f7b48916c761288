// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

@EndToEnd
class SecrecyEndToEndTest {
    private static final String VALUE = "cutlass-and-compass-1717";
    private static final String ENCODED = Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8));

    private final EdgeSite site;

    SecrecyEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void theValueOfASecretIsSeenByTheContainerOnly() {
        site.kubectl("create", "secret", "generic", "treasure", "--from-literal=key=" + VALUE)
                .orThrow();
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: keeper}
                spec:
                  PLACEMENT
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, 'test "$KEY" = "$(cat /mnt/treasure/key)" && echo ${#KEY}; exec sleep 3600']
                    env: [{name: KEY, valueFrom: {secretKeyRef: {name: treasure, key: key}}}]
                    volumeMounts: [{name: treasure, mountPath: /mnt/treasure}]
                  volumes: [{name: treasure, secret: {secretName: treasure}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: refused}
                spec:
                  PLACEMENT
                  containers:
                  - name: main
                    image: not-on-this-host:1
                    env: [{name: KEY, valueFrom: {secretKeyRef: {name: treasure, key: key}}}]
                """);
        site.awaitRunning("keeper");
        site.await(
                "pod/keeper",
                Duration.ofSeconds(20),
                () -> assertThat(site.kubectl("logs", "keeper").stdout()).isEqualTo(VALUE.length() + "\n"));

        String pods = site.endpoint("/pods");

        assertThat(pods).contains("\"keeper\"").doesNotContain(VALUE).doesNotContain(ENCODED);
        assertThat(site.program().log()).isNotEmpty().doesNotContain(VALUE).doesNotContain(ENCODED);
        assertThat(site.kubectl("get", "events,pods", "-o", "yaml").orThrow())
                .contains("refused")
                .doesNotContain(VALUE)
                .doesNotContain(ENCODED);
    }
}
