// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.ObjectRef.Kind;
import io.outrigger.spi.DesiredFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the content of configMap, secret, downwardAPI and projected volumes; other volumes are the site's business.
 * Used by one thread.
 */
final class VolumeResolver {

    private final Pod pod;
    private final KnownObjects objects;
    private final FieldPath fields;
    private final ResourceField resources;
    private final PodTokens tokens;
    private final Budget budget = Budget.files();

    VolumeResolver(Pod pod, KnownObjects objects, FieldPath fields, ResourceField resources, PodTokens tokens) {
        this.pod = pod;
        this.objects = objects;
        this.fields = fields;
        this.resources = resources;
        this.tokens = tokens;
    }

    /**
     * The files of a volume.
     *
     * @return empty for a volume of another type
     */
    Optional<List<DesiredFile>> resolve(Volume volume) throws KubeException, UnresolvedException, RefusedException {
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            var files = files(source.getDefaultMode());
            add(files, Kind.CONFIG_MAP, source.getName(), source.getItems(), source.getOptional());
            return Optional.of(files.all());
        }
        if (volume.getSecret() != null) {
            var source = volume.getSecret();
            var files = files(source.getDefaultMode());
            add(files, Kind.SECRET, source.getSecretName(), source.getItems(), source.getOptional());
            return Optional.of(files.all());
        }
        if (volume.getDownwardAPI() != null) {
            var files = files(volume.getDownwardAPI().getDefaultMode());
            add(files, field(volume) + ".downwardAPI", volume.getDownwardAPI().getItems());
            return Optional.of(files.all());
        }
        return volume.getProjected() == null ? Optional.empty() : Optional.of(projected(volume));
    }

    private List<DesiredFile> projected(Volume volume) throws KubeException, UnresolvedException, RefusedException {
        var files = files(volume.getProjected().getDefaultMode());
        var problems = new ArrayList<String>();
        int index = 0;
        for (VolumeProjection each : volume.getProjected().getSources()) {
            try {
                add(files, field(volume) + ".projected.sources[" + index++ + "]", each);
            } catch (UnresolvedException problem) {
                problems.add(problem.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            // As Kubernetes joins several errors.
            throw new UnresolvedException(
                    problems.size() == 1 ? problems.get(0) : "[" + String.join(", ", problems) + "]");
        }
        return files.all();
    }

    private void add(VolumeFiles files, String field, VolumeProjection source)
            throws KubeException, UnresolvedException, RefusedException {
        if (source.getConfigMap() != null) {
            var from = source.getConfigMap();
            add(files, Kind.CONFIG_MAP, from.getName(), from.getItems(), from.getOptional());
        } else if (source.getSecret() != null) {
            var from = source.getSecret();
            add(files, Kind.SECRET, from.getName(), from.getItems(), from.getOptional());
        } else if (source.getDownwardAPI() != null) {
            add(files, field + ".downwardAPI", source.getDownwardAPI().getItems());
        } else if (source.getServiceAccountToken() != null) {
            tokens.add(files, source.getServiceAccountToken());
        } else if (source.getClusterTrustBundle() != null) {
            throw RefusedException.unsupported(
                    field + ".clusterTrustBundle", "virtual nodes do not read cluster trust bundles");
        } else if (source.getPodCertificate() != null) {
            throw RefusedException.unsupported(
                    field + ".podCertificate", "virtual nodes do not request pod certificates");
        }
    }

    private void add(
            VolumeFiles files,
            Kind kind,
            @Nullable String name,
            @Nullable List<KeyToPath> items,
            @Nullable Boolean optional)
            throws KubeException, UnresolvedException {
        var ref = new ObjectRef(kind, pod.getMetadata().getNamespace(), Objects.requireNonNullElse(name, ""));
        boolean needed = !Boolean.TRUE.equals(optional);
        KeyedData data = needed ? objects.required(ref) : objects.optional(ref);
        if (items == null || items.isEmpty()) {
            for (String key : data.keys()) {
                files.put(key, data.bytes(key).orElseThrow(), null);
            }
            return;
        }
        for (KeyToPath item : items) {
            Optional<byte[]> content = data.bytes(item.getKey());
            if (content.isPresent()) {
                files.put(item.getPath(), content.get(), item.getMode());
            } else if (needed) {
                throw new UnresolvedException("references non-existent "
                        + (kind == Kind.CONFIG_MAP ? "config" : "secret") + " key: " + item.getKey());
            }
        }
    }

    private void add(VolumeFiles files, String field, @Nullable List<DownwardAPIVolumeFile> items)
            throws UnresolvedException, RefusedException {
        if (items == null) {
            return;
        }
        for (DownwardAPIVolumeFile item : items) {
            String at = field + ".items{" + item.getPath() + "}";
            String value = "";
            if (item.getFieldRef() != null) {
                value = fields.file(at + ".fieldRef", item.getFieldRef());
            } else if (item.getResourceFieldRef() != null) {
                value = resources.value(at + ".resourceFieldRef", item.getResourceFieldRef(), null);
            }
            files.put(item.getPath(), value.getBytes(StandardCharsets.UTF_8), item.getMode());
        }
    }

    private VolumeFiles files(@Nullable Integer defaultMode) {
        var context = pod.getSpec().getSecurityContext();
        return new VolumeFiles(defaultMode, context != null && context.getFsGroup() != null, budget);
    }

    private static String field(Volume volume) {
        return "spec.volumes{" + volume.getName() + "}";
    }
}
