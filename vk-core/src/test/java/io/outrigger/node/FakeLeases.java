// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.LeaseWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Leases in memory with optimistic concurrency; counts what is asked of it. */
final class FakeLeases implements LeaseWriter {

    final Map<String, Lease> stored = new ConcurrentHashMap<>();
    final List<String> requests = new ArrayList<>();

    @Nullable
    KubeException failure;

    Runnable onCreate = () -> {};
    private int version;

    @Override
    public Optional<Lease> get(String name) throws KubeException {
        request("get " + name);
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public Lease create(Lease lease) throws KubeException {
        String name = lease.getMetadata().getName();
        request("create " + name);
        onCreate.run();
        if (stored.containsKey(name)) {
            throw FakeNodes.refused(409);
        }
        return put(lease);
    }

    @Override
    public Lease update(Lease lease) throws KubeException {
        String name = lease.getMetadata().getName();
        request("update " + name);
        Lease present = stored.get(name);
        if (present == null) {
            throw FakeNodes.refused(404);
        }
        if (!present.getMetadata()
                .getResourceVersion()
                .equals(lease.getMetadata().getResourceVersion())) {
            throw FakeNodes.refused(409);
        }
        return put(lease);
    }

    @Override
    public void delete(String name) throws KubeException {
        request("delete " + name);
        stored.remove(name);
    }

    /** Stores a copy, as another writer would. */
    Lease put(Lease lease) {
        version++;
        Lease kept = new LeaseBuilder(lease)
                .editMetadata()
                .withResourceVersion(String.valueOf(version))
                .endMetadata()
                .build();
        stored.put(kept.getMetadata().getName(), kept);
        return new LeaseBuilder(kept).build();
    }

    private void request(String what) throws KubeException {
        requests.add(what);
        if (failure != null) {
            throw failure;
        }
    }
}
