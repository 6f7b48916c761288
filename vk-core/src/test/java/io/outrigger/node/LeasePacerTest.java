// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.site.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasePacerTest {

    private final ManualClock clock = new ManualClock();
    private final FakeLeases leases = new FakeLeases();
    private final Queue<Runnable> handed = new ArrayDeque<>();
    private double random = 0.5;
    private final LeasePacer pacer =
            new LeasePacer(leases, clock, new SimpleMeterRegistry(), handed::add, () -> random);

    @AfterEach
    void close() {
        pacer.close();
    }

    @Test
    void aLeaseIsWrittenAtOnceAsTheKubeletDoes() {
        pacer.hold("edge-1", "u1");
        run();

        Lease lease = leases.stored.get("edge-1");
        assertThat(lease.getMetadata().getNamespace()).isEqualTo("kube-node-lease");
        assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("edge-1");
        assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(40);
        assertThat(lease.getSpec().getRenewTime().toInstant()).isEqualTo(clock.instant());
        assertThat(lease.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getKind()).isEqualTo("Node");
            assertThat(owner.getApiVersion()).isEqualTo("v1");
            assertThat(owner.getName()).isEqualTo("edge-1");
            assertThat(owner.getUid()).isEqualTo("u1");
        });
    }

    @Test
    void aLeaseIsRenewedEveryTenSecondsByOneRequestAfterAShorterFirstPeriod() {
        pacer.hold("edge-1", "u1");
        run();
        leases.requests.clear();

        for (int second = 0; second < 100; second++) {
            clock.advance(Duration.ofSeconds(1));
            run();
        }

        assertThat(leases.requests).hasSize(10).containsOnly("update edge-1");
        assertThat(leases.stored.get("edge-1").getSpec().getRenewTime().toInstant())
                .isEqualTo(clock.instant().minusSeconds(5));
    }

    @Test
    void nodesRegisteredTogetherAreSpreadOverThePeriod() {
        for (int node = 0; node < 10; node++) {
            pacer.hold("edge-" + node, "u" + node);
        }
        pacer.tick();
        for (int node = 0; node < 10; node++) {
            random = node / 10.0;
            handed.remove().run();
        }
        leases.requests.clear();
        run();
        for (int second = 0; second < 10; second++) {
            int before = leases.requests.size();
            clock.advance(Duration.ofSeconds(1));
            run();
            assertThat(leases.requests.size() - before).isBetween(1, 2);
        }
    }

    @Test
    void aConflictIsSolvedByReadingAgain() {
        pacer.hold("edge-1", "u1");
        run();
        leases.put(leases.stored.get("edge-1"));
        leases.requests.clear();
        clock.advance(Duration.ofSeconds(5));
        run();

        assertThat(leases.requests).containsExactly("update edge-1", "get edge-1", "update edge-1");
        assertThat(leases.stored.get("edge-1").getSpec().getRenewTime().toInstant())
                .isEqualTo(clock.instant());
    }

    @Test
    void aLeaseLeftByAFormerProcessIsTakenOver() {
        leases.put(new LeaseBuilder()
                .withNewMetadata()
                .withName("edge-1")
                .addToLabels("kept", "yes")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build());
        pacer.hold("edge-1", "u1");
        run();

        Lease lease = leases.stored.get("edge-1");
        assertThat(leases.requests).containsExactly("create edge-1", "get edge-1", "update edge-1");
        assertThat(lease.getMetadata().getLabels()).containsEntry("kept", "yes");
        assertThat(lease.getMetadata().getOwnerReferences()).hasSize(1);
    }

    @Test
    void aLeaseThatSomebodyRemovedIsCreatedAgainAndItsNodeIsDoubted() {
        var doubted = new ArrayList<String>();
        pacer.onRemoved(doubted::add);
        pacer.hold("edge-1", "u1");
        run();
        leases.stored.clear();
        clock.advance(Duration.ofSeconds(5));
        run();

        assertThat(leases.stored).containsKey("edge-1");
        assertThat(doubted).containsExactly("edge-1");
    }

    @Test
    void aNodeThatWasCreatedAgainOwnsTheLease() {
        pacer.hold("edge-1", "u1");
        run();
        pacer.hold("edge-1", "u2");
        clock.advance(Duration.ofSeconds(5));
        run();

        assertThat(leases.stored.get("edge-1").getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("u2"));
    }

    @Test
    void anApiServerThatIsDownIsAskedWithGrowingPausesOfAtMostSevenSeconds() {
        leases.failure = FakeNodes.refused(0);
        pacer.hold("edge-1", "u1");
        run();
        for (int tenth = 0; tenth < 300; tenth++) {
            clock.advance(Duration.ofMillis(100));
            run();
        }
        assertThat(leases.requests).hasSizeBetween(8, 12);

        leases.failure = null;
        clock.advance(Duration.ofSeconds(7));
        run();
        assertThat(leases.stored).containsKey("edge-1");
    }

    @Test
    void aReleasedLeaseIsNotRenewed() {
        pacer.hold("edge-1", "u1");
        run();
        pacer.release("edge-1");
        leases.requests.clear();
        clock.advance(Duration.ofSeconds(30));
        run();

        assertThat(leases.requests).isEmpty();
    }

    @Test
    void aLeaseReleasedWhileItIsBeingWrittenLeavesNothingBehind() {
        leases.onCreate = () -> pacer.release("edge-1");
        pacer.hold("edge-1", "u1");
        run();

        assertThat(leases.stored).isEmpty();
    }

    private void run() {
        pacer.tick();
        while (!handed.isEmpty()) {
            handed.remove().run();
        }
    }
}
