// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import io.outrigger.kube.CertificateRequest;
import io.outrigger.kube.CertificateRequest.Decision;
import io.outrigger.kube.CertificateRequests;
import io.outrigger.kube.KubeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The requests of a cluster in memory, which an operator, a signer and a garbage collector change as a test says. */
final class FakeRequests implements CertificateRequests {

    boolean away;
    int creations;
    private final Map<String, CertificateRequest> requests = new LinkedHashMap<>();

    @Override
    public Optional<CertificateRequest> get(String name) throws KubeException {
        answer("reading certificate request " + name);
        return Optional.ofNullable(requests.get(name));
    }

    @Override
    public CertificateRequest create(String name, String request) throws KubeException {
        answer("creating certificate request " + name);
        if (requests.containsKey(name)) {
            throw new KubeException(409, "AlreadyExists", name + " is there", null, null);
        }
        creations++;
        var usages = Set.of("digital signature", "server auth");
        var created = new CertificateRequest(name, "1", SIGNER, usages, request, Decision.PENDING, "", "");
        requests.put(name, created);
        return created;
    }

    @Override
    public void approve(CertificateRequest request) throws KubeException {
        answer("approving certificate request " + request.name());
        decide(request.name(), Decision.APPROVED, "");
    }

    private void answer(String what) throws KubeException {
        if (away) {
            throw new KubeException(0, "", what + ": the API server did not answer", null, null);
        }
    }

    List<CertificateRequest> all() {
        return List.copyOf(requests.values());
    }

    /** The request that was made last. */
    CertificateRequest last() {
        return all().get(requests.size() - 1);
    }

    void decide(String name, Decision decision, String message) {
        change(
                name,
                old -> new CertificateRequest(
                        name, "2", old.signer(), old.usages(), old.request(), decision, message, old.certificate()));
    }

    void answer(String name, String certificate) {
        change(
                name,
                old -> new CertificateRequest(
                        name, "3", old.signer(), old.usages(), old.request(), Decision.APPROVED, "", certificate));
    }

    void change(String name, UnaryOperator<CertificateRequest> change) {
        requests.computeIfPresent(name, (key, old) -> change.apply(old));
    }

    void remove(String name) {
        requests.remove(name);
    }
}
