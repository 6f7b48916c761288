// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.kube.EventRecorder.Type;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiEventRecorderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00.5Z"), ZoneOffset.UTC);

    private KubeFixture kube;
    private EventRecorder events;

    @BeforeEach
    void open() throws IOException {
        kube = new KubeFixture(CLOCK);
        events = kube.cluster.eventRecorder();
    }

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void anEventAboutAContainerHasTheKubeletsFields() throws Exception {
        kube.answer(201, "{}");
        events.pod(pod(), Type.WARNING, "BackOff", "Back-off restarting failed container", "sidecar");
        RecordedRequest request = kube.request();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/api/v1/namespaces/shop/events");
        assertThat(KubeFixture.body(request))
                .isEqualTo("{\"kind\":\"Event\",\"apiVersion\":\"v1\","
                        + "\"metadata\":{\"name\":\"web.188672520bc76500\",\"namespace\":\"shop\"},"
                        + "\"involvedObject\":{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\"web\",\"uid\":\"u-1\","
                        + "\"apiVersion\":\"v1\",\"resourceVersion\":\"7\",\"fieldPath\":\"spec.initContainers{sidecar}\"},"
                        + "\"reason\":\"BackOff\",\"message\":\"Back-off restarting failed container\",\"type\":\"Warning\","
                        + "\"source\":{\"component\":\"kubelet\",\"host\":\"edge-1\"},"
                        + "\"firstTimestamp\":\"2026-01-01T00:00:00Z\",\"lastTimestamp\":\"2026-01-01T00:00:00Z\",\"count\":1,"
                        + "\"reportingComponent\":\"kubelet\",\"reportingInstance\":\"edge-1\"}");
    }

    @Test
    void anEventAboutANodeLivesInDefaultAndUsesTheNameAsUid() throws Exception {
        kube.answer(201, "{}");
        events.node("edge-1", Type.NORMAL, "NodeReady", "Node edge-1 status is now: NodeReady");
        RecordedRequest request = kube.request();
        assertThat(request.getTarget()).isEqualTo("/api/v1/namespaces/default/events");
        assertThat(KubeFixture.body(request))
                .contains(
                        "\"involvedObject\":{\"kind\":\"Node\",\"name\":\"edge-1\",\"uid\":\"edge-1\",\"apiVersion\":\"v1\"}");
    }

    @Test
    void aRepeatIsCountedAndWrittenAnewWhenTheOldOneHasExpired() throws Exception {
        kube.answer(201, "{}");
        kube.answer(404, KubeFixture.status(404, "NotFound", "expired"));
        kube.answer(201, "{}");
        events.pod(pod(), Type.NORMAL, "Started", "m", null);
        events.pod(pod(), Type.NORMAL, "Started", "m", null);
        kube.request();
        RecordedRequest patch = kube.request();
        assertThat(patch.getMethod()).isEqualTo("PATCH");
        assertThat(patch.getTarget()).isEqualTo("/api/v1/namespaces/shop/events/web.188672520bc76500");
        assertThat(KubeFixture.body(patch)).contains("\"count\":2");
        assertThat(KubeFixture.body(kube.request())).contains("\"count\":2", "\"kind\":\"Event\"");
    }

    @Test
    void a429WithRetryAfterIsTriedAgain() throws Exception {
        kube.server.enqueue(
                KubeFixture.json(429, "slow down").addHeader("Retry-After", "1").build());
        kube.answer(201, "{}");
        events.node("edge-1", Type.NORMAL, "NodeReady", "m");
        kube.request();
        assertThat(kube.request().getMethod()).isEqualTo("POST");
        assertThat(kube.cluster.droppedEvents()).isZero();
    }

    @Test
    void aRefusedEventIsDroppedAndCounted() {
        kube.answer(403, KubeFixture.status(403, "Forbidden", "events is forbidden"));
        events.node("edge-1", Type.NORMAL, "NodeReady", "m");
        await().atMost(5, TimeUnit.SECONDS).until(() -> kube.cluster.droppedEvents() == 1);
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anEventInANamespaceThatIsBeingDeletedIsNotMissed() throws Exception {
        kube.answer(
                403,
                KubeFixture.status(
                        403,
                        "Forbidden",
                        "events is forbidden: unable to create new content in namespace shop because it is"
                                + " being terminated"));
        kube.answer(403, KubeFixture.status(403, "Forbidden", "events is forbidden"));
        events.pod(pod(), Type.NORMAL, "Killing", "m", null);
        events.pod(pod(), Type.NORMAL, "Started", "m", null);
        await().atMost(5, TimeUnit.SECONDS).until(() -> kube.cluster.droppedEvents() > 0);
        assertThat(kube.cluster.droppedEvents()).isEqualTo(1);
        assertThat(kube.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aServerThatDoesNotAnswerHoldsUpNobodyAndCloseTakesTwoSecondsAtMost() {
        long start = System.nanoTime();
        for (int number = 0; number < 5000; number++) {
            events.node("edge-" + number, Type.NORMAL, "NodeReady", "m");
        }
        assertThat(kube.cluster.droppedEvents()).isPositive();
        kube.cluster.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        events.node("edge-1", Type.NORMAL, "NodeReady", "after close");
        assertThat(kube.cluster.droppedEvents()).isGreaterThanOrEqualTo(4900);
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("u-1")
                .withResourceVersion("7")
                .endMetadata()
                .withNewSpec()
                .withNodeName("edge-1")
                .addNewInitContainer()
                .withName("sidecar")
                .endInitContainer()
                .endSpec()
                .build();
    }
}
