// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrigger.controlplane.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pods that a site of plain processes cannot run. */
@EndToEnd
class RefusalEndToEndTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final EdgeSite site;

    RefusalEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void aPodThatTheSiteCannotRunIsRefusedByTheNameOfTheField() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: foreign}
                spec:
                  PLACEMENT
                  containers: [{name: main, image: nginx}]
                """);

        site.await(
                "pod/foreign",
                SOON,
                () -> assertThat(site.kubectl("describe", "pod", "foreign").orThrow())
                        .containsPattern("Warning +\\S+ .*spec\\.containers\\[0\\]\\.image"));
        assertThat(site.field("pod/foreign", "{.status.phase}")).isEqualTo("Pending");
        assertThat(site.field("pod/foreign", "{.status.containerStatuses[0].state.waiting['reason','message']}"))
                .matches("\\w+ .*spec\\.containers\\[0\\]\\.image.*");
    }

    @Test
    void aRefusedPodOfADeploymentIsNotReplacedOverAndOver() {
        site.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: stubborn}
                spec:
                  selector: {matchLabels: {app: stubborn}}
                  template:
                    metadata: {labels: {app: stubborn}}
                    spec:
                      PLACEMENT
                      containers: [{name: main, image: nginx}]
                """);
        site.await(
                "deployment/stubborn",
                SOON,
                () -> assertThat(site.kubectl("get", "pods", "-l", "app=stubborn", "-o", "jsonpath={..waiting.message}")
                                .orThrow())
                        .contains("image"));

        await().during(Duration.ofSeconds(15))
                .atMost(Duration.ofSeconds(25))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> site.uids("app=stubborn").size() == 1);
        assertThat(site.kubectl("get", "events", "--field-selector=reason=SuccessfulCreate", "-o", "name")
                        .orThrow()
                        .lines())
                .hasSize(1);
    }

    @Test
    void aRefusedPodIsDeletedLikeAnyOther() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: withdrawn}
                spec:
                  PLACEMENT
                  containers: [{name: main, image: nginx}]
                """);
        site.await(
                "pod/withdrawn",
                SOON,
                () -> assertThat(site.field("pod/withdrawn", "{.status.containerStatuses[0].state.waiting.message}"))
                        .contains("image"));

        site.kubectl("delete", "pod", "withdrawn", "--timeout=15s").orThrow();
    }

    @Test
    void aProcessCannotBeResizedAndWhoeverAsksIsToldAtOnce() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: plain}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: host
                    command: [sleep, "3600"]
                    resources: {limits: {cpu: 100m, memory: 16Mi}}
                """);
        site.awaitRunning("plain");
        String patch = "{\"spec\":{\"containers\":[{\"name\":\"main\",\"resources\":{\"requests\":{\"cpu\":\"200m\"},"
                + "\"limits\":{\"cpu\":\"200m\"}}}]}}";
        CommandResult answer = site.kubectl("patch", "pod", "plain", "--subresource", "resize", "--patch", patch);
        assertThat(answer.succeeded()).isFalse();
        assertThat(answer.stderr()).contains("Pod running on node without support for resize");
    }
}
