// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import io.outrigger.kube.CertificateRequest;
import io.outrigger.kube.CertificateRequest.Decision;
import io.outrigger.kube.CertificateRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an operator of one request that waits: at once, every hour, and when the present certificate ends. */
final class Reminder {

    private static final Logger LOG = LoggerFactory.getLogger(Reminder.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private Instant next = Instant.MIN;

    void tell(CertificateRequest waiting, Optional<ServingIdentity> present, Instant now) {
        if (now.isBefore(next)) {
            return;
        }
        var hour = now.plus(EVERY);
        next = present.map(ServingIdentity::end).filter(hour::isAfter).orElse(hour);
        var meanwhile = present.map(identity -> "the present certificate is good until " + identity.end())
                .orElse("until then kubectl logs, exec, attach and port-forward fail");
        var name = waiting.name();
        if (waiting.decision() == Decision.PENDING) {
            LOG.warn(
                    "certificate request {} waits for approval, {}; to approve it: kubectl certificate approve {}",
                    name,
                    meanwhile,
                    name);
        } else {
            LOG.warn(
                    "certificate request {} is approved and waits for its signer, {}; see whether the signer {} runs",
                    name,
                    meanwhile,
                    CertificateRequests.SIGNER);
        }
    }
}
