// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static io.outrigger.kube.WatchScript.event;
import static io.outrigger.kube.WatchScript.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going from a watch per node to one for all, and joining it. */
final class PodWatchesSharingTest {

    private final WatchScript script = new WatchScript();
    private final Journal journal = new Journal();
    private KubeFixture kube;
    private PodFeed feed;

    @BeforeEach
    void open() throws IOException {
        kube = new KubeFixture(KubeFixture.QUICK, 1);
        kube.server.setDispatcher(script);
        feed = kube.cluster.podFeed(journal);
        script.list("5", pod("a", "u1", "n1", 3));
        script.watch();
        feed.watch("n1");
        journalIs("changed a/u1 3", "synced n1");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("watch=true") == 1);
        journal.lines.clear();
    }

    @AfterEach
    void close() {
        script.end();
        kube.close();
    }

    @Test
    void aDeletionBetweenTheWatchesIsNotLostAndForeignPodsAreDropped() {
        script.list("20", pod("b", "u2", "n2", 15), pod("x", "u9", "elsewhere", 16));
        LiveStream all = script.watch();
        feed.watch("n2");
        all.send(event("ADDED", pod("y", "u8", "elsewhere", 21))).send(event("ADDED", pod("c", "u3", "n1", 22)));
        until("removed a/u1", "synced n2", "changed b/u2 15", "changed c/u3 22");
        assertThat(journal.lines).hasSize(4);
        assertThat(script.targets).contains("/api/v1/pods?limit=500&fieldSelector=spec.nodeName%21%3D");
    }

    @Test
    void aNodeThatJoinsIsListedAloneAndOldEventsOfTheSharedWatchDoNotCount() {
        script.list("20", pod("a", "u1", "n1", 3));
        LiveStream all = script.watch();
        feed.watch("n2");
        until("synced n2");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("watch=true") == 2);
        journal.lines.clear();
        feed.watch("n3");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("n3") == 1);
        // The shared watch is behind: it still tells of a pod that the list no longer contains.
        all.send(event("ADDED", pod("old", "u5", "n3", 25)))
                .send(event("DELETED", pod("old", "u5", "n3", 28)))
                .send(event("MODIFIED", pod("d", "u6", "n3", 29)))
                .send(event("MODIFIED", pod("d", "u6", "n3", 31)));
        script.list("30", pod("d", "u6", "n3", 29));
        journalIs("changed d/u6 29", "synced n3", "changed d/u6 31");
    }

    @Test
    void a410OfTheSharedWatchWhileANodeJoinsLeavesNothingOut() {
        var listsOfN3 = script.listsOf("n3");
        script.list("20", pod("a", "u1", "n1", 3));
        LiveStream all = script.watch();
        feed.watch("n2");
        until("synced n2");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("watch=true") == 2);
        journal.lines.clear();
        feed.watch("n3");
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("n3") == 1);
        all.send(WatchScript.gone());
        await().atMost(5, TimeUnit.SECONDS).until(() -> script.count("%21%3D") == 3);
        String stale = WatchScript.listBody("30", pod("stale", "u7", "n3", 30));
        listsOfN3.add(KubeFixture.json(200, stale).build());
        script.list("40", pod("a", "u1", "n1", 3), pod("d", "u6", "n3", 35));
        script.watch().send(event("ADDED", pod("e", "u8", "n3", 41)));
        until("changed a/u1 3", "changed d/u6 35", "synced n3", "changed e/u8 41");
        assertThat(journal.lines).doesNotContain("changed stale/u7 30").noneMatch(line -> line.startsWith("removed"));
    }

    private void journalIs(String... lines) {
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(journal.lines).as("after %s", script.targets).containsExactly(lines));
    }

    private void until(String... lines) {
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(journal.lines).as("after %s", script.targets).contains(lines));
    }
}
