// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.outrigger.spi.PodRef;
import java.util.Optional;
import java.util.Set;

/**
 * The ConfigMaps and Secrets that our pods refer to, read singly by name and watched singly while referenced. Called by
 * the pod lane; a first read blocks; safe from any thread.
 */
public interface References extends AutoCloseable {

    /**
     * Says what a pod refers to now, replacing what was said before; an empty set releases everything. From then on the
     * pod is reported whenever one of the objects appears, changes or goes.
     */
    void use(PodRef pod, Set<ObjectRef> objects);

    /**
     * A ConfigMap that some pod uses. The first read waits for the API server; later ones answer at once with what was
     * seen last, also while the server is away.
     *
     * @return empty when it does not exist
     */
    Optional<ConfigMap> configMap(String namespace, String name) throws KubeException;

    /**
     * A Secret that some pod uses.
     *
     * @return empty when it does not exist
     */
    Optional<Secret> secret(String namespace, String name) throws KubeException;

    @Override
    void close();
}
