// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
    void aSiteThatHangsIsNotAskedAgainAndCountsAsSilent() throws ProviderException {
        open("edge-1");
        run();
        advance(Duration.ofSeconds(10), false);
        assertThat(handed).hasSize(1);
        advance(Duration.ofSeconds(15), false);

        assertThat(handed).hasSize(1);
        assertThat(sites.get("edge-1").orElseThrow().contact().state()).isEqualTo(Contact.State.LOST);
    }

    @Test
    void sitesThatHangDoNotKeepOthersFromBeingAsked() throws ProviderException {
        for (int number = 0; number < 100; number++) {
            open("hanging-" + number);
        }
        probe.tick();
        assertThat(handed).hasSize(64);
        handed.clear();
        clock.advance(Duration.ofSeconds(4));
        probe.tick();
        assertThat(handed).hasSize(36);
        handed.clear();

        FakeSite healthy = open("edge-1");
        run();
        assertThat(healthy.nodeCalls).isEqualTo(1);
    }

    @Test
    void anEndedQuestionMakesPlaceForTheNextWithoutWaitingForATick() throws ProviderException {
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
        advance(by, true);
    }

    private void advance(Duration by, boolean answer) {
        clock.advance(by);
        if (answer) {
            run();
        } else {
            probe.tick();
        }
    }
}
