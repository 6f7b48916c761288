// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.outrigger.kube.KubeException;
import io.outrigger.spi.PodRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The service-account tokens of one pod while it is resolved, and when the first of them is renewed. */
final class PodTokens {

    /** What the API server defaults to, when the field is missing all the same. */
    private static final long DEFAULT_SECONDS = 3600;

    private static final int PRIVATE = 0600;

    private final TokenStore store;
    private final Pod pod;
    private @Nullable Instant refresh;

    PodTokens(TokenStore store, Pod pod) {
        this.store = store;
        this.pod = pod;
    }

    /** Adds the file of a projected token. */
    void add(VolumeFiles files, ServiceAccountTokenProjection source) throws KubeException, UnresolvedException {
        String audience = source.getAudience();
        long seconds = Objects.requireNonNullElse(source.getExpirationSeconds(), DEFAULT_SECONDS);
        var held = store.token(
                PodRef.of(pod),
                FieldPath.serviceAccount(pod),
                audience == null || audience.isEmpty() ? null : audience,
                seconds);
        files.put(source.getPath(), held.token().value().getBytes(StandardCharsets.UTF_8), mode());
        refresh = refresh == null || held.refresh().isBefore(refresh) ? held.refresh() : refresh;
    }

    /** When the first token is to be renewed. */
    Optional<Instant> refresh() {
        return Optional.ofNullable(refresh);
    }

    /** With a group for files nobody else reads a token; otherwise the volume's mode, as files here have no owner. */
    private @Nullable Integer mode() {
        var context = pod.getSpec().getSecurityContext();
        return context != null && context.getFsGroup() != null ? PRIVATE : null;
    }
}
