// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static io.outrigger.kube.WatchScript.event;
import static io.outrigger.kube.WatchScript.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The weather a pod feed goes through; each test is named after it. */
final class PodWatchesTest {

    private final WatchScript script = new WatchScript();
    private final Journal journal = new Journal();
    private KubeFixture kube;
    private PodFeed feed;

    @BeforeEach
    void open() throws IOException {
        kube = new KubeFixture();
        kube.server.setDispatcher(script);
        feed = kube.cluster.podFeed(journal);
    }

    @AfterEach
    void close() {
        script.end();
        kube.close();
    }

    @Test
    void podsAreReportedThenTheNodeIsSyncedThenChangesFollow() {
        script.list("5", pod("a", "u1", "n1", 3));
        LiveStream watch = script.watch();
        feed.watch("n1");
        watch.send(event("ADDED", pod("b", "u2", "n1", 6))).send(event("DELETED", pod("a", "u1", "n1", 7)));
        journalIs("changed a/u1 3", "synced n1", "changed b/u2 6", "removed a/u1");
        assertThat(script.targets.get(0)).isEqualTo("/api/v1/pods?limit=500&fieldSelector=spec.nodeName%3Dn1");
        assertThat(script.targets.get(1))
                .startsWith("/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=")
                .endsWith("&fieldSelector=spec.nodeName%3Dn1");
    }

    @Test
    void aLongListIsReadPageByPage() {
        script.list(KubeFixture.json(
                        200,
                        "{\"metadata\":{\"resourceVersion\":\"5\",\"continue\":\"a=b\"},\"items\":["
                                + pod("a", "u1", "n1", 3) + "]}")
                .build());
        script.list("5", pod("b", "u2", "n1", 4));
        script.watch();
        feed.watch("n1");
        journalIs("changed a/u1 3", "changed b/u2 4", "synced n1");
        assertThat(script.targets.get(1)).endsWith("&continue=a%3Db");
    }

    @Test
    void aWatchThatEndsIsOpenedAgainWhereItStoppedWithoutAList() {
        script.list("5");
        script.watch()
                .send(event("ADDED", pod("a", "u1", "n1", 6)))
                .send(event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"50\"}}"))
                .end();
        script.watch().send(event("MODIFIED", pod("a", "u1", "n1", 51)));
        feed.watch("n1");
        journalIs("synced n1", "changed a/u1 6", "changed a/u1 51");
        assertThat(script.count("limit=500")).isEqualTo(1);
        assertThat(script.targets.get(2)).contains("resourceVersion=50&");
    }

    @Test
    void a410EventLeadsToAListAndDeletionsThatWereMissedAreReported() {
        script.list("5", pod("a", "u1", "n1", 3), pod("b", "u2", "n1", 4));
        script.watch().send(WatchScript.gone());
        script.list("90", pod("b", "u3", "n1", 80), pod("c", "u4", "n1", 81));
        script.watch();
        feed.watch("n1");
        journalIs(
                "changed a/u1 3",
                "changed b/u2 4",
                "synced n1",
                "removed b/u2",
                "changed b/u3 80",
                "changed c/u4 81",
                "removed a/u1");
    }

    @Test
    void a410AnswerLeadsToAList() {
        script.list("5", pod("a", "u1", "n1", 3));
        script.watch(KubeFixture.json(410, KubeFixture.status(410, "Gone", "too old"))
                .build());
        script.list("90");
        script.watch();
        feed.watch("n1");
        journalIs("changed a/u1 3", "synced n1", "removed a/u1");
    }

    @Test
    void a429WithRetryAfterIsHonoured() {
        script.list(
                KubeFixture.json(429, "slow down").addHeader("Retry-After", "1").build());
        script.list("5");
        script.watch();
        long start = System.nanoTime();
        feed.watch("n1");
        journalIs("synced n1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(script.count("limit=500")).isEqualTo(2);
    }

    @Test
    void a500OnListAndWatchIsTriedAgainAndLosesNothing() {
        for (int time = 0; time < 3; time++) {
            script.list(KubeFixture.json(500, KubeFixture.status(500, "InternalError", "etcd"))
                    .build());
        }
        script.list("5", pod("a", "u1", "n1", 3));
        script.watch(KubeFixture.json(500, "oops").build());
        script.watch().send(event("DELETED", pod("a", "u1", "n1", 6)));
        feed.watch("n1");
        journalIs("changed a/u1 3", "synced n1", "removed a/u1");
        assertThat(script.count("limit=500")).isEqualTo(4);
    }

    @Test
    void aListThatIsCutOffRemovesNothing() {
        script.list("5", pod("a", "u1", "n1", 3), pod("b", "u2", "n1", 4));
        script.watch().send(WatchScript.gone());
        String whole = WatchScript.listBody("90", pod("a", "u1", "n1", 3), pod("b", "u2", "n1", 4));
        script.list(
                KubeFixture.json(200, whole.substring(0, whole.length() - 40)).build());
        script.list("91", pod("a", "u1", "n1", 3), pod("b", "u2", "n1", 4));
        script.watch().send(event("ADDED", pod("c", "u3", "n1", 92)));
        feed.watch("n1");
        journalIs(
                "changed a/u1 3", "changed b/u2 4", "synced n1", "changed a/u1 3", "changed b/u2 4", "changed c/u3 92");
    }

    @Test
    void aWatchThatIsCutOffInTheMiddleOfAnEventGoesOnBeforeIt() {
        script.list("5");
        var first = new LiveStream();
        script.watch(first.responseToBeCut());
        first.send(event("ADDED", pod("a", "u1", "n1", 6)));
        first.sendPart("{\"type\":\"ADDED\",\"obj").end();
        script.watch().send(event("ADDED", pod("b", "u2", "n1", 7)));
        feed.watch("n1");
        journalIs("synced n1", "changed a/u1 6", "changed b/u2 7");
        assertThat(script.targets.get(2)).contains("resourceVersion=6&");
        assertThat(script.count("limit=500")).isEqualTo(1);
    }

    @Test
    void aLineThatIsNoEventLeadsToAList() {
        script.list("5");
        script.watch().send("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":");
        script.list("7", pod("a", "u1", "n1", 6));
        script.watch();
        feed.watch("n1");
        journalIs("synced n1", "changed a/u1 6");
    }

    @Test
    void aSlowWatchDeliversEventsThatArriveInPieces() {
        script.list("5");
        String event = event("ADDED", pod("a", "u1", "n1", 6));
        LiveStream watch = script.watch();
        feed.watch("n1");
        for (String piece : event.split("(?<=,)")) {
            watch.sendPart(piece);
        }
        watch.sendPart("\n");
        journalIs("synced n1", "changed a/u1 6");
    }

    @Test
    void aConnectionThatIsRefusedIsTriedAgain() {
        script.list(new MockResponse.Builder()
                .onRequestStart(new mockwebserver3.SocketEffect.CloseSocket())
                .build());
        script.list("5");
        script.watch();
        feed.watch("n1");
        journalIs("synced n1");
    }

    @Test
    void aHalfOpenConnectionThatStaysSilentIsGivenUpAndTheWatchGoesOn() throws IOException {
        kube.close();
        var times = new WatchTiming(
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofMinutes(2),
                Duration.ofMillis(100),
                Duration.ofMillis(300));
        kube = new KubeFixture(times, 50);
        kube.server.setDispatcher(script);
        feed = kube.cluster.podFeed(journal);
        script.list("5");
        script.watch();
        script.watch().send(event("ADDED", pod("a", "u1", "n1", 6)));
        feed.watch("n1");
        journalIs("synced n1", "changed a/u1 6");
        assertThat(script.count("limit=500")).isEqualTo(1);
    }

    @Test
    void nothingIsReportedAfterANodeIsNoLongerWatched() throws InterruptedException {
        script.list("5");
        LiveStream watch = script.watch();
        feed.watch("n1");
        journalIs("synced n1");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("watch=true") == 1);
        feed.unwatch("n1");
        watch.send(event("ADDED", pod("a", "u1", "n1", 6))).end();
        script.list("7", pod("b", "u2", "n2", 7));
        script.watch();
        feed.watch("n2");
        journalIs("synced n1", "changed b/u2 7", "synced n2");
    }

    private void journalIs(String... lines) {
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(journal.lines).as("after %s", script.targets).containsExactly(lines));
    }
}
