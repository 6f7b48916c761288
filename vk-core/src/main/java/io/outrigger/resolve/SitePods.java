// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.PullCredential;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the copy of a pod that a site gets, and the hash over all it gets. */
final class SitePods {

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private SitePods() {}

    /**
     * A private copy without status and without what changes while the pod stays the same to a site: version, managed
     * fields, deletion, tolerations.
     */
    static Pod copy(Pod pod) {
        return new PodBuilder(pod)
                .withStatus(null)
                .editMetadata()
                .withManagedFields(List.of())
                .withResourceVersion(null)
                .withGeneration(null)
                .withDeletionTimestamp(null)
                .withDeletionGracePeriodSeconds(null)
                .endMetadata()
                .editSpec()
                .withTolerations(List.of())
                .endSpec()
                .build();
    }

    /**
     * A hash over everything but the restarts, which are of interest only when a site meets the pod for the first time.
     *
     * @return the same for equal content, whatever the order of maps
     */
    static String hash(
            Pod pod,
            Map<String, DesiredContainer> containers,
            Map<String, List<DesiredFile>> files,
            List<PullCredential> credentials) {
        MessageDigest digest = sha256();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
                JsonGenerator json = JSON.getFactory().createGenerator(out)) {
            json.writeStartArray();
            JSON.writeValue(json, pod);
            for (DesiredContainer each : new TreeMap<>(containers).values()) {
                json.writeStartArray();
                json.writeString(each.name());
                json.writePOJO(each.environment().keySet());
                json.writePOJO(each.environment().values());
                json.writePOJO(each.command());
                json.writePOJO(each.args());
                json.writeEndArray();
            }
            for (var volume : new TreeMap<>(files).entrySet()) {
                json.writeStartArray();
                json.writeString(volume.getKey());
                for (DesiredFile each : volume.getValue()) {
                    json.writeString(each.path());
                    json.writeNumber(each.mode());
                    json.writeBinary(each.content());
                }
                json.writeEndArray();
            }
            for (PullCredential each : credentials) {
                json.writePOJO(List.of(each.registry(), each.username(), each.password()));
            }
            json.writeEndArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
