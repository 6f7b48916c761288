// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {

    private static final String SECRET = "s3cr3t-value";
    private static final PodRef REF = new PodRef("shop", "web", "u-1");

    @Test
    void podRef_isTheUidToo() {
        assertThat(new PodRef("shop", "web", "u-1")).isNotEqualTo(new PodRef("shop", "web", "u-2"));
        assertThat(REF).hasToString("web_shop(u-1)");
        assertThat(PodRef.of(pod())).isEqualTo(REF);
    }

    @Test
    void lateValues_areFilledInAtTheSite() {
        String text = "--bind=" + LateValue.POD_IP.placeholder() + " --all=" + LateValue.POD_IPS.placeholder();

        assertThat(LateValue.fillIn(text, List.of("10.0.0.1", "fd00::1")))
                .isEqualTo("--bind=10.0.0.1 --all=10.0.0.1,fd00::1");
        assertThat(LateValue.fillIn(text, List.of())).isEqualTo("--bind= --all=");
        assertThat(LateValue.fillIn("$(POD_IP) as it is", List.of("10.0.0.1"))).isEqualTo("$(POD_IP) as it is");
    }

    @Test
    void noText_showsASecret() {
        var file = new DesiredFile("password", SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0400);
        var container = new DesiredContainer("c", Map.of("PASSWORD", SECRET), List.of(SECRET), List.of(SECRET), 0);
        var credential = new PullCredential("registry.example", SECRET, SECRET);
        var pod = new DesiredPod(
                REF, pod(), Map.of("c", container), Map.of("v", List.of(file)), List.of(credential), "hash");
        var site = SiteSpec.of("hall", "ssh", Map.of("password", SECRET));

        assertThat(List.of(file, container, credential, pod, site).toString()).doesNotContain(SECRET);
    }

    @Test
    void values_doNotChangeWithWhatTheyWereMadeFrom() {
        var containers = new ArrayList<ObservedContainer>();
        var observed = new ObservedPod(REF, List.of(), containers);
        var content = new byte[] {1};
        var file = new DesiredFile("f", content, 0644);
        containers.add(running("c"));
        content[0] = 2;
        file.content()[0] = 3;

        assertThat(observed.containers()).isEmpty();
        assertThat(file.content()).containsExactly(1);
    }

    @Test
    void environment_keepsItsOrder() {
        var environment = new LinkedHashMap<String, String>();
        for (String name : List.of("Z", "A", "M")) {
            environment.put(name, "1");
        }

        assertThat(new DesiredContainer("c", environment, List.of(), List.of(), 0)
                        .environment()
                        .keySet())
                .containsExactly("Z", "A", "M");
    }

    @Test
    void observedPod_findsContainersAndKnowsWhetherOneRuns() {
        var pod = new ObservedPod(REF, List.of(), List.of(running("c")));

        assertThat(pod.running()).isTrue();
        assertThat(pod.container("c")).isPresent();
        assertThat(pod.container("d")).isEmpty();
        assertThat(new ObservedPod(REF, List.of(), List.of()).running()).isFalse();
    }

    @Test
    void autonomy_isAtLeastASecond() {
        assertThatThrownBy(() -> Autonomy.limited(Duration.ofMillis(999)))
                .hasMessage("autonomy must be at least one second, not PT0.999S");
    }

    @Test
    void anUnknownContainer_isNamed() {
        var pod = new DesiredPod(REF, pod(), Map.of(), Map.of(), List.of(), "hash");

        assertThatThrownBy(() -> pod.container("x")).hasMessage("container \"x\" not found in pod web_shop(u-1)");
    }

    private static ObservedContainer running(String name) {
        var state = new ContainerState.Running(Instant.EPOCH);
        return new ObservedContainer(name, state, null, 0, true, true, "host", "", "");
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("u-1")
                .endMetadata()
                .build();
    }
}
