// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SiteProbeTest {

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final Queue<Runnable> handed = new ArrayDeque<>();
    private final SiteProbe probe = new SiteProbe(sites, clock, handed::add, () -> 0);

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aNewSiteIsAskedAtOnceAndThenEveryTenSeconds() throws ProviderException {
        FakeSite site = open("edge-1");
        run();
        assertThat(site.nodeCalls).isEqualTo(1);

        advance(Duration.ofSeconds(9));
        assertThat(site.nodeCalls).isEqualTo(1);
        advance(Duration.ofSeconds(1));
        assertThat(site.nodeCalls).isEqualTo(2);
    }

    @Test
    void anAbsentSiteIsAskedSoonerWithGrowingPausesBelowTenSeconds() throws ProviderException {
        FakeSite site = open("edge-1");
        site.failure = FakeSite.unreachable();
        List<Long> pauses = new ArrayList<>();
        run();
        int asked = site.nodeCalls;
        long pause = 0;
        while (pauses.size() < 6) {
            advance(Duration.ofMillis(100));
            pause += 100;
            if (site.nodeCalls > asked) {
                pauses.add(pause);
                pause = 0;
                asked = site.nodeCalls;
            }
        }

        assertThat(pauses).startsWith(3000L, 4200L).isSorted();
        assertThat(pauses).allSatisfy(each -> assertThat(each).isLessThan(10_000));
    }

    @Test
    void aSiteThatHangsIsNotAskedAgainAndCountsAsSilent() throws Exception {
        FakeSite site = open("edge-1");
        var hangs = new CountDownLatch(1);
        site.onCall = () -> hang(hangs);
        probe.tick();
        Thread worker = onAnotherThread(handed.remove());
        await().until(() -> site.nodeCalls == 1);
        for (int second = 0; second < 25; second++) {
            clock.advance(Duration.ofSeconds(1));
            probe.tick();
        }

        assertThat(handed).isEmpty();
        assertThat(site.nodeCalls).isEqualTo(1);
        assertThat(sites.get("edge-1").orElseThrow().contact().state()).isEqualTo(Contact.State.LOST);
        hangs.countDown();
        worker.join();
    }

    @Test
    void sitesThatHangDoNotKeepOthersFromBeingAsked() throws Exception {
        var hangs = new CountDownLatch(1);
        List<FakeSite> hanging = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            FakeSite site = open("hanging-" + number);
            site.onCall = () -> hang(hangs);
            hanging.add(site);
        }
        List<Thread> workers = new ArrayList<>();
        for (int second = 0; second < 60; second++) {
            probe.tick();
            while (!handed.isEmpty()) {
                workers.add(onAnotherThread(handed.remove()));
            }
            int asked = workers.size();
            await().until(() ->
                    hanging.stream().mapToInt(site -> site.nodeCalls).sum() >= Math.min(asked, 100));
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(hanging).allSatisfy(site -> assertThat(site.nodeCalls).isEqualTo(1));

        FakeSite healthy = open("edge-1");
        run();
        assertThat(healthy.nodeCalls).isEqualTo(1);
        hangs.countDown();
        for (Thread worker : workers) {
            worker.join();
        }
    }

    @Test
    void manySitesAreAskedWithoutWaitingForAnotherTick() throws ProviderException {
        List<FakeSite> opened = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            opened.add(open("edge-" + number));
        }
        run();

        assertThat(opened).allSatisfy(site -> assertThat(site.nodeCalls).isEqualTo(1));
    }

    @Test
    void aFailedCallBringsTheProbeForward() throws ProviderException {
        FakeSite site = open("edge-1");
        run();
        advance(Duration.ofSeconds(3));
        site.failure = FakeSite.unreachable();
        try {
            sites.get("edge-1").orElseThrow().list();
        } catch (ProviderException expected) {
            assertThat(expected.kind()).isEqualTo(ProviderException.Kind.UNREACHABLE);
        }
        run();

        assertThat(site.nodeCalls).isEqualTo(2);
    }

    @Test
    void aClosedSiteIsForgottenAndAReopenedOneIsAskedAtOnce() throws ProviderException {
        FakeSite first = open("edge-1");
        run();
        sites.remove("edge-1");
        FakeSite second = open("edge-1");
        run();
        advance(Duration.ofSeconds(11));

        assertThat(first.nodeCalls).isEqualTo(1);
        assertThat(second.nodeCalls).isEqualTo(2);
    }

    private FakeSite open(String name) throws ProviderException {
        var site = new FakeSite();
        sites.add(SiteSpec.of(name, "fake", Map.of()), site);
        return site;
    }

    private void run() {
        probe.tick();
        while (!handed.isEmpty()) {
            handed.remove().run();
        }
    }

    private void advance(Duration by) {
        clock.advance(by);
        run();
    }

    private static Thread onAnotherThread(Runnable work) {
        var thread = new Thread(work);
        thread.start();
        return thread;
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
