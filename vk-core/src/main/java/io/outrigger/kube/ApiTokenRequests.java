// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Asks the API server for tokens: one request per call. */
final class ApiTokenRequests implements TokenRequests {

    private final ApiServer api;

    ApiTokenRequests(ApiServer api) {
        this.api = api;
    }

    @Override
    public Token request(PodRef pod, String serviceAccount, @Nullable String audience, long expirationSeconds)
            throws KubeException {
        ObjectNode body = api.json().object();
        body.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = body.putObject("spec");
        if (audience != null) {
            spec.putArray("audiences").add(audience);
        }
        spec.put("expirationSeconds", expirationSeconds);
        spec.putObject("boundObjectRef")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", pod.name())
                .put("uid", pod.uid());
        String what = "requesting a token of service account " + serviceAccount + " for pod " + pod;
        String path = "api/v1/namespaces/" + pod.namespace() + "/serviceaccounts/" + serviceAccount + "/token";
        JsonNode status = api.send(ApiRequest.post(path, api.json().write(body), what), JsonNode.class)
                .path("status");
        try {
            String value = status.path("token").asText();
            Instant expires = Instant.parse(status.path("expirationTimestamp").asText());
            if (!value.isEmpty()) {
                return new Token(value, expires);
            }
        } catch (DateTimeParseException broken) {
            throw new KubeException(0, "", what + ": the answer has no time of expiry", null, broken);
        }
        throw new KubeException(0, "", what + ": the answer has no token", null, null);
    }
}
