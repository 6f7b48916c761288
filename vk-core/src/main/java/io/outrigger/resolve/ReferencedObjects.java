// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.ObjectRef.Kind;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the ConfigMaps and Secrets a pod refers to, whether they exist or not. */
final class ReferencedObjects {

    private final String namespace;
    private final Set<ObjectRef> found = new LinkedHashSet<>();

    private ReferencedObjects(String namespace) {
        this.namespace = namespace;
    }

    static Set<ObjectRef> of(Pod pod) {
        var objects = new ReferencedObjects(pod.getMetadata().getNamespace());
        ContainerFields.of(pod.getSpec()).forEach(objects::container);
        pod.getSpec().getVolumes().forEach(objects::volume);
        pod.getSpec().getImagePullSecrets().forEach(each -> objects.add(Kind.SECRET, each.getName()));
        return objects.found;
    }

    private void container(ContainerFields container) {
        for (var each : container.envFrom()) {
            if (each.getConfigMapRef() != null) {
                add(Kind.CONFIG_MAP, each.getConfigMapRef().getName());
            }
            if (each.getSecretRef() != null) {
                add(Kind.SECRET, each.getSecretRef().getName());
            }
        }
        container.env().forEach(each -> variable(each.getValueFrom()));
    }

    private void variable(@Nullable EnvVarSource source) {
        if (source != null && source.getConfigMapKeyRef() != null) {
            add(Kind.CONFIG_MAP, source.getConfigMapKeyRef().getName());
        }
        if (source != null && source.getSecretKeyRef() != null) {
            add(Kind.SECRET, source.getSecretKeyRef().getName());
        }
    }

    private void volume(Volume volume) {
        if (volume.getConfigMap() != null) {
            add(Kind.CONFIG_MAP, volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            add(Kind.SECRET, volume.getSecret().getSecretName());
        }
        if (volume.getProjected() != null) {
            volume.getProjected().getSources().forEach(this::projection);
        }
    }

    private void projection(VolumeProjection source) {
        if (source.getConfigMap() != null) {
            add(Kind.CONFIG_MAP, source.getConfigMap().getName());
        }
        if (source.getSecret() != null) {
            add(Kind.SECRET, source.getSecret().getName());
        }
    }

    private void add(Kind kind, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            found.add(new ObjectRef(kind, namespace, name));
        }
    }
}
