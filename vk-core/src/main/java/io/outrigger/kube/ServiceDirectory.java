// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** The Services of the cluster, from one watch. Called by the pod lane; does not block; safe from any thread. */
public interface ServiceDirectory extends AutoCloseable {

    /** Whether every Service has been seen once; no pod starts before. */
    boolean synced();

    /** The Services of a namespace, by name. */
    List<Service> in(String namespace);

    @Override
    void close();
}
