// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiLeaseWriterTest {

    private KubeFixture kube;

    @BeforeEach
    void open() throws Exception {
        kube = new KubeFixture();
    }

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void aRenewalIsOnePutOfTheLastLeaseWithMicroseconds() throws Exception {
        String stored = """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"edge-1","namespace":                "kube-node-lease","resourceVersion":"7"},"spec":{"holderIdentity":"edge-1",                "leaseDurationSeconds":40,"renewTime":"2026-01-01T00:00:05.000000Z"}}""";
        kube.answer(200, stored);
        kube.answer(200, stored);
        Lease lease = kube.cluster.leaseWriter().get("edge-1").orElseThrow();
        lease.getSpec().setRenewTime(ZonedDateTime.of(2026, 1, 1, 0, 0, 15, 0, ZoneOffset.UTC));
        kube.cluster.leaseWriter().update(lease);
        kube.request();
        RecordedRequest put = kube.request();
        assertThat(put.getMethod()).isEqualTo("PUT");
        assertThat(put.getTarget()).isEqualTo("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/edge-1");
        assertThat(KubeFixture.body(put))
                .contains("\"renewTime\":\"2026-01-01T00:00:15.000000Z\"")
                .contains("\"resourceVersion\":\"7\"");
        assertThat(kube.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aLeaseThatIsMissingIsEmpty() throws Exception {
        kube.answer(404, KubeFixture.status(404, "NotFound", "no lease"));
        assertThat(kube.cluster.leaseWriter().get("edge-1")).isEmpty();
    }
}
