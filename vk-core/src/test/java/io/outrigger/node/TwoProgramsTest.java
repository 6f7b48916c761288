// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.kube.KubeException;
import io.outrigger.site.FakeSite;
import io.outrigger.site.ManualClock;
import io.outrigger.site.Probing;
import io.outrigger.site.Sites;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two programs that are configured for one node: the one whose site answers keeps it, the other leaves it alone. */
class TwoProgramsTest {

    private static final NodeSettings SETTINGS =
            new NodeSettings("demo", "v1.36.3-outrigger-0.1.0", List.of("10.1.2.3"), 10250, true);
    private static final ProviderException HELD =
            new ProviderException(Kind.BUSY, "the state directory is in use by the process 7 on edge");

    private final ManualClock clock = new ManualClock();
    private final FakeNodes nodes = new FakeNodes();
    private final FakeLeases leases = new FakeLeases();
    private final RecordedEvents events = new RecordedEvents();

    /** One program: its site, its node lane, its leases. */
    private final class Program {

        final FakeSite site = new FakeSite();
        final Sites sites = new Sites(clock);
        final LeasePacer pacer = new LeasePacer(leases, clock, new SimpleMeterRegistry(), Runnable::run, () -> 0.5);
        final NodeReconciler reconciler = new NodeReconciler(
                sites,
                new NodeApi(nodes, leases, events, handler -> {
                    throw new AssertionError("the reconciler opens no watch");
                }),
                pacer,
                new NodeDocument(SETTINGS),
                clock);
        int writes;

        Program() throws ProviderException {
            sites.add(SiteSpec.of("edge-1", "fake", Map.of()), site);
        }

        /** What it does every second. */
        void turn() throws KubeException {
            int nodesBefore = nodes.requests.size();
            int leasesBefore = leases.requests.size();
            sites.get("edge-1").ifPresent(Probing::round);
            if (nodes.stored.containsKey("edge-1")) {
                reconciler.seen(nodes.node("edge-1"));
            }
            reconciler.reconcile("edge-1");
            pacer.tick();
            writes += writes(nodes.requests.subList(nodesBefore, nodes.requests.size()))
                    + writes(leases.requests.subList(leasesBefore, leases.requests.size()));
        }

        private int writes(List<String> requests) {
            return (int) requests.stream()
                    .filter(request -> !request.startsWith("get "))
                    .count();
        }
    }

    @Test
    void weatherASecondProgramIsRefusedByTheSiteAndLeavesTheNodeAlone() throws Exception {
        Program first = new Program();
        let(1, first);
        Program second = new Program();
        second.site.failure = HELD;
        let(600, first, second);

        assertThat(second.writes).isZero();
        assertThat(ready()).isEqualTo("True");
        assertThat(events.reasons).containsExactly("Starting", "NodeReady", "KeptByAnotherProgram");
        assertThat(events.messages.get(2)).contains("leaves it alone", "in use by the process 7 on edge");
    }

    @Test
    void weatherTheSecondProgramCannotReachTheSiteAtAll() throws Exception {
        Program first = new Program();
        let(1, first);
        Program second = new Program();
        second.site.failure = FakeSite.unreachable();
        let(600, first, second);

        assertThat(second.writes).isZero();
        assertThat(ready()).isEqualTo("True");
    }

    @Test
    void whenTheFirstProgramEndsTheSecondKeepsTheNodeAndSaysWhatItKnows() throws Exception {
        Program first = new Program();
        let(1, first);
        Program second = new Program();
        second.site.failure = HELD;
        let(60, first, second);
        let(30, second);
        assertThat(nodes.condition("edge-1", "Ready").getMessage()).contains("in use by the process 7 on edge");
        assertThat(nodes.condition("edge-1", "Ready").getReason()).isEqualTo("SiteDisconnected");
        assertThat(nodes.node("edge-1").getStatus().getNodeInfo().getArchitecture())
                .isEqualTo("arm64");

        second.site.failure = null;
        let(1, second);
        assertThat(ready()).isEqualTo("True");
    }

    @Test
    void aSiteThatAnswersTheSecondProgramIsItsOwnAtOnce() throws Exception {
        Program first = new Program();
        let(1, first);
        Program second = new Program();
        second.site.failure = HELD;
        let(60, first, second);
        second.site.failure = null;
        int before = second.writes;
        let(1, second);

        assertThat(second.writes).isGreaterThan(before);
    }

    @Test
    void aNodeOfAnEarlierRunIsShownAsDisconnectedAlthoughItsLeaseIsThere() throws Exception {
        let(1, new Program());
        Program next = new Program();
        next.site.failure = FakeSite.unreachable();
        let(30, next);

        assertThat(nodes.condition("edge-1", "Ready").getReason()).isEqualTo("SiteDisconnected");
        assertThat(events.reasons).doesNotContain("KeptByAnotherProgram");
        assertThat(leases.stored.get("edge-1").getSpec().getRenewTime().toInstant())
                .isAfter(clock.instant().minusSeconds(11));
    }

    @Test
    void weatherASiteIsTakenOverWhileTheLinkOfTheFirstProgramIsCut() throws Exception {
        Program first = new Program();
        let(1, first);
        first.site.failure = FakeSite.unreachable();
        let(60, first);
        assertThat(ready()).isEqualTo("False");
        Program second = new Program();
        let(40, first, second);
        assertThat(ready()).isEqualTo("True");

        int before = first.writes;
        let(600, first, second);
        assertThat(first.writes).isEqualTo(before);
        assertThat(ready()).isEqualTo("True");
        assertThat(leases.requests).doesNotContain("delete edge-1");
    }

    @Test
    void aNodeRemovedByHandWhileItsSiteIsAwayComesBackAtOnce() throws Exception {
        Program only = new Program();
        only.site.failure = FakeSite.unreachable();
        let(30, only);
        nodes.stored.clear();
        only.reconciler.gone("edge-1");
        let(1, only);

        assertThat(nodes.condition("edge-1", "Ready").getReason()).isEqualTo("SiteDisconnected");
    }

    private String ready() {
        return nodes.condition("edge-1", "Ready").getStatus();
    }

    private void let(int seconds, Program... programs) throws KubeException {
        for (int second = 0; second < seconds; second++) {
            for (Program program : programs) {
                program.turn();
            }
            clock.advance(Duration.ofSeconds(1));
        }
    }
}
