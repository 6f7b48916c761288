// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import io.outrigger.kube.CertificateRequest;
import io.outrigger.kube.CertificateRequests;
import io.outrigger.kube.KubeException;
import java.util.Set;

/** Approves a request if it is, word for word, what this program has requested for the nodes it has now. */
final class Approver {

    private static final Set<String> USAGES = Set.of("digital signature", "server auth");

    private final CertificateRequests requests;

    Approver(CertificateRequests requests) {
        this.requests = requests;
    }

    /** Whether it was approved; anything strange about it leaves it to the operator. */
    boolean approve(CertificateRequest found, PendingRequest own, ServingNames nodes) throws KubeException {
        boolean same = found.name().equals(own.name())
                && found.request().equals(own.pem())
                && found.signer().equals(CertificateRequests.SIGNER)
                && found.usages().equals(USAGES);
        if (!same || !own.fits(nodes)) {
            return false;
        }
        requests.approve(found);
        return true;
    }
}
