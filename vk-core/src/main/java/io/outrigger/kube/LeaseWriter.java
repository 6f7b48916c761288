// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;

/** Reads and writes Leases in {@code kube-node-lease}. Called by the node package only; blocks; safe from any thread. */
public interface LeaseWriter {

    /** The lease of a node. */
    Optional<Lease> get(String name) throws KubeException;

    /** Creates a lease. */
    Lease create(Lease lease) throws KubeException;

    /**
     * Replaces a lease, with its resourceVersion as a precondition.
     *
     * @return the lease as stored, to be used for the next renewal without a read
     */
    Lease update(Lease lease) throws KubeException;

    /** Removes a lease; one that is gone is a success. */
    void delete(String name) throws KubeException;
}
