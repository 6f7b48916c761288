// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.kube.CertificateRequest.Decision;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** CertificateSigningRequests through the API server: one request per call. */
final class ApiCertificateRequests implements CertificateRequests {

    private static final String REQUESTS = "apis/certificates.k8s.io/v1/certificatesigningrequests";

    /** As the kubelet for a key that can sign and not encipher. */
    private static final List<String> USAGES = List.of("digital signature", "server auth");

    private final ApiServer api;

    ApiCertificateRequests(ApiServer api) {
        this.api = api;
    }

    @Override
    public Optional<CertificateRequest> get(String name) throws KubeException {
        try {
            var found = api.send(ApiRequest.get(path(name), "reading certificate request " + name), JsonNode.class);
            return Optional.of(read(found));
        } catch (KubeException refused) {
            if (refused.notFound()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    @Override
    public CertificateRequest create(String name, String request) throws KubeException {
        ObjectNode body = object(name);
        ObjectNode spec = body.putObject("spec");
        spec.put("request", request.getBytes(StandardCharsets.UTF_8)).put("signerName", SIGNER);
        USAGES.forEach(spec.putArray("usages")::add);
        String what = "creating certificate request " + name;
        return read(api.send(ApiRequest.post(REQUESTS, api.json().write(body), what), JsonNode.class));
    }

    @Override
    public void approve(CertificateRequest request) throws KubeException {
        ObjectNode body = object(request.name());
        body.withObject("metadata").put("resourceVersion", request.resourceVersion());
        body.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Approved")
                .put("status", "True")
                .put("reason", "OutriggerApproved")
                .put("message", "This is a request of the approving program itself, for its own kubelet endpoint.");
        String what = "approving certificate request " + request.name();
        api.send(ApiRequest.put(path(request.name()) + "/approval", api.json().write(body), what));
    }

    private ObjectNode object(String name) {
        ObjectNode object = api.json().object();
        object.put("apiVersion", "certificates.k8s.io/v1").put("kind", "CertificateSigningRequest");
        object.putObject("metadata").put("name", name);
        return object;
    }

    private static CertificateRequest read(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode spec = object.path("spec");
        Set<String> usages = new LinkedHashSet<>();
        spec.path("usages").forEach(usage -> usages.add(usage.asText()));
        Decision decision = Decision.PENDING;
        String message = "";
        for (JsonNode condition : object.path("status").path("conditions")) {
            Decision said = decision(condition.path("type").asText());
            // Approved stays when the signer fails.
            if (said.compareTo(decision) > 0) {
                decision = said;
                message = condition.path("reason").asText() + ": "
                        + condition.path("message").asText();
            }
        }
        return new CertificateRequest(
                metadata.path("name").asText(),
                metadata.path("resourceVersion").asText(),
                spec.path("signerName").asText(),
                usages,
                text(spec.path("request")),
                decision,
                message,
                text(object.path("status").path("certificate")));
    }

    private static Decision decision(String condition) {
        return switch (condition) {
            case "Approved" -> Decision.APPROVED;
            case "Denied" -> Decision.DENIED;
            case "Failed" -> Decision.FAILED;
            default -> Decision.PENDING;
        };
    }

    /** What is no base64 stays as it is, and whoever reads it says that it is garbage. */
    private static String text(JsonNode encoded) {
        String text = encoded.asText();
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException garbage) {
            return text;
        }
    }

    private static String path(String name) {
        return REQUESTS + "/" + name;
    }
}
