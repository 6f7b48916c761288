// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this program wants to know of a pod after its own restart; kept beside the pod on the host, without any secret.
 *
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param uid the pod's UID
 * @param hash the hash it was applied with
 * @param podIps its addresses
 * @param containers its containers, init containers first
 * @param checksums of the files that the first apply wrote for good, by path
 */
record PodRecord(
        String namespace,
        String name,
        String uid,
        String hash,
        List<String> podIps,
        List<ContainerRecord> containers,
        Map<String, Long> checksums) {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * What is to be known of a container.
     *
     * @param name its name
     * @param init whether it is an init container
     * @param image its image as the pod spells it
     * @param restarts restarts that count before the first start
     * @param life what this program does for it while it runs, or null when that is not known
     */
    record ContainerRecord(
            String name,
            boolean init,
            String image,
            int restarts,
            @Nullable ContainerLife life) {
        ContainerRecord {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(image, "image is null");
        }

        /** Of a container for which nothing is done. */
        static ContainerRecord plain(String name, boolean init, String image, int restarts) {
            return new ContainerRecord(name, init, image, restarts, null);
        }

        /** Whether it is an init container that goes on running beside the others. */
        @JsonIgnore
        boolean sidecar() {
            return init && life != null && life.sidecar();
        }
    }

    PodRecord {
        Objects.requireNonNull(namespace, "namespace is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(uid, "uid is null");
        Objects.requireNonNull(hash, "hash is null");
        podIps = List.copyOf(podIps);
        containers = List.copyOf(containers);
        checksums = Map.copyOf(checksums);
    }

    PodRef ref() {
        return new PodRef(namespace, name, uid);
    }

    /** One line of JSON. */
    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException exception) {
            throw new IllegalStateException("a pod record cannot be written", exception);
        }
    }

    /** Reads only whose record it is; empty when the text is damaged. */
    static Optional<PodRef> refFromJson(String text) {
        try {
            JsonNode record = JSON.readTree(text);
            String namespace = record.path("namespace").asText();
            String name = record.path("name").asText();
            String uid = record.path("uid").asText();
            boolean named = !namespace.isEmpty() && !name.isEmpty() && !uid.isEmpty();
            return named ? Optional.of(new PodRef(namespace, name, uid)) : Optional.empty();
        } catch (JsonProcessingException exception) {
            return Optional.empty();
        }
    }

    /** Reads it back; empty when the text is damaged, which a power cut can do. */
    static Optional<PodRecord> fromJson(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, PodRecord.class));
        } catch (JsonProcessingException exception) {
            return Optional.empty();
        }
    }
}
