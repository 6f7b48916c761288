// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.References;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ConfigMaps and Secrets of one pod while it is resolved: each is read once. A pod that has started keeps what it
 * had when a mandatory object is deleted, so that its other files and tokens still change (the kubelet leaves a running
 * container alone too). Used by one thread.
 */
final class KnownObjects {

    private final References references;
    private final boolean started;
    private final Map<ObjectRef, HasMetadata> lastSeen;
    private final Map<ObjectRef, Optional<KeyedData>> read = new HashMap<>();
    private final Set<ObjectRef> kept = new LinkedHashSet<>();

    /**
     * @param references where objects are read
     * @param started whether the pod has started before
     * @param lastSeen what was read for this pod before; updated
     */
    KnownObjects(References references, boolean started, Map<ObjectRef, HasMetadata> lastSeen) {
        this.references = references;
        this.started = started;
        this.lastSeen = lastSeen;
    }

    /** An object the pod can do without; the content is empty when it is not there. */
    KeyedData optional(ObjectRef ref) throws KubeException {
        return find(ref).orElseGet(() -> KeyedData.of(ref, null));
    }

    /** An object the pod needs. */
    KeyedData required(ObjectRef ref) throws KubeException, UnresolvedException {
        Optional<KeyedData> found = find(ref);
        if (found.isPresent()) {
            return found.get();
        }
        HasMetadata before = lastSeen.get(ref);
        if (started && before != null) {
            kept.add(ref);
            return KeyedData.of(ref, before);
        }
        throw new UnresolvedException(ref + " not found");
    }

    /** The objects that are gone and whose last content the pod keeps. */
    Set<ObjectRef> kept() {
        return kept;
    }

    /** An object, when it is there. */
    Optional<KeyedData> find(ObjectRef ref) throws KubeException {
        Optional<KeyedData> known = read.get(ref);
        if (known == null) {
            Optional<? extends HasMetadata> object = switch (ref.kind()) {
                case CONFIG_MAP -> references.configMap(ref.namespace(), ref.name());
                case SECRET -> references.secret(ref.namespace(), ref.name());
            };
            object.ifPresent(each -> lastSeen.put(ref, each));
            known = object.map(each -> KeyedData.of(ref, each));
            read.put(ref, known);
        }
        return known;
    }
}
