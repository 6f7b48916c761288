// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.ObjectRef;
import io.outrigger.resolve.Resolution.Problem;
import io.outrigger.spi.PullCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code imagePullSecrets}: {@code .dockerconfigjson} and the older {@code .dockercfg}. One that is missing or
 * broken is told and does not hold the pod back, because an image may be there already. Used by one thread.
 */
final class PullSecrets {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<PullCredential> credentials = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private PullSecrets() {}

    static PullSecrets of(Pod pod, KnownObjects objects) throws KubeException {
        var secrets = new PullSecrets();
        for (LocalObjectReference each : pod.getSpec().getImagePullSecrets()) {
            String name = each.getName();
            if (name != null && !name.isEmpty()) {
                secrets.read(
                        new ObjectRef(ObjectRef.Kind.SECRET, pod.getMetadata().getNamespace(), name), objects);
            }
        }
        return secrets;
    }

    /** The credentials in the order of the pod's list. */
    List<PullCredential> credentials() {
        return credentials;
    }

    /** What users should know. */
    List<Problem> problems() {
        var all = new ArrayList<>(problems);
        if (!missing.isEmpty()) {
            all.add(problem("Unable to retrieve some image pull secrets (" + String.join(", ", missing)
                    + "); attempting to pull the image may not succeed."));
        }
        return all;
    }

    private void read(ObjectRef ref, KnownObjects objects) throws KubeException {
        Optional<KeyedData> found = objects.find(ref);
        if (found.isEmpty()) {
            missing.add(ref.name());
            return;
        }
        try {
            Optional<byte[]> config = found.get().bytes(".dockerconfigjson");
            if (config.isPresent()) {
                addAll(JSON.readTree(config.get()).path("auths"));
                return;
            }
            Optional<byte[]> older = found.get().bytes(".dockercfg");
            if (older.isPresent()) {
                addAll(JSON.readTree(older.get()));
                return;
            }
            problems.add(problem(ref + " has neither .dockerconfigjson nor .dockercfg"));
        } catch (UnresolvedException broken) {
            problems.add(problem(broken.getMessage()));
        } catch (JsonProcessingException | IllegalArgumentException broken) {
            // The cause would quote the secret.
            problems.add(problem(ref + " does not hold valid registry credentials"));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void addAll(JsonNode registries) {
        registries.properties().forEach(each -> credentials.add(credential(each.getKey(), each.getValue())));
    }

    /** The field {@code auth} goes before user and password, as in Docker's own reader. */
    private static PullCredential credential(String registry, JsonNode entry) {
        String auth = entry.path("auth").asText("");
        if (auth.isEmpty()) {
            return new PullCredential(
                    registry,
                    entry.path("username").asText(""),
                    entry.path("password").asText(""));
        }
        String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("auth has no colon");
        }
        return new PullCredential(registry, pair.substring(0, colon), pair.substring(colon + 1));
    }

    private static Problem problem(String message) {
        return new Problem("FailedToRetrieveImagePullSecret", message, null);
    }
}
