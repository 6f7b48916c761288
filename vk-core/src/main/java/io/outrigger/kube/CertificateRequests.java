// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.util.Optional;

/**
 * Requests serving certificates of kubelets from the cluster (signer {@value #SIGNER}). Called by the kubelet endpoint;
 * blocks; safe from any thread. Nothing is remembered here.
 */
public interface CertificateRequests {

    /** Who signs serving certificates of kubelets; approves none of them. */
    String SIGNER = "kubernetes.io/kubelet-serving";

    /** The request of that name, or empty: requests are removed after a while, whatever became of them. */
    Optional<CertificateRequest> get(String name) throws KubeException;

    /**
     * Requests a certificate that servers can show, for as long as the signer likes.
     *
     * @param name the name of the new object
     * @param request PKCS #10 in PEM, for an elliptic key
     * @throws KubeException 409 when there is a request of that name
     */
    CertificateRequest create(String name, String request) throws KubeException;

    /**
     * Approves a request as it was read.
     *
     * @throws KubeException 409 when it has changed since, 403 when this identity may not
     */
    void approve(CertificateRequest request) throws KubeException;
}
