// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;

/** Reads and writes node leases through the API server: one request per call. */
final class ApiLeaseWriter implements LeaseWriter {

    private static final String LEASES = "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private final ApiServer api;

    ApiLeaseWriter(ApiServer api) {
        this.api = api;
    }

    @Override
    public Optional<Lease> get(String name) throws KubeException {
        try {
            return Optional.of(api.send(ApiRequest.get(path(name), "reading the lease of " + name), Lease.class));
        } catch (KubeException refused) {
            if (refused.notFound()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    @Override
    public Lease create(Lease lease) throws KubeException {
        String what = "creating the lease of " + lease.getMetadata().getName();
        return api.send(ApiRequest.post(LEASES, api.json().write(lease), what), Lease.class);
    }

    @Override
    public Lease update(Lease lease) throws KubeException {
        String name = lease.getMetadata().getName();
        String what = "renewing the lease of " + name;
        return api.send(ApiRequest.put(path(name), api.json().write(lease), what), Lease.class);
    }

    @Override
    public void delete(String name) throws KubeException {
        try {
            api.send(ApiRequest.delete(path(name), null, "deleting the lease of " + name));
        } catch (KubeException refused) {
            if (!refused.notFound()) {
                throw refused;
            }
        }
    }

    private static String path(String name) {
        return LEASES + "/" + name;
    }
}
