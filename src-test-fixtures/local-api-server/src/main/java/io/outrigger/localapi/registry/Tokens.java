// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens for service accounts. They have the claims of real ones, but are signed with a key of this process (HS256), so
 * only this server can verify them.
 */
public final class Tokens {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final long DEFAULT_SECONDS = 3600;
    private static final long LEAST_SECONDS = 600;
    private static final int KEY_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final ObjectStore store;
    private final Clock clock;
    private final SecretKeySpec key;

    public Tokens(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /**
     * Answers a TokenRequest.
     *
     * @throws ApiFailure 404 for a missing account or pod, 409 for another incarnation of the pod, 422 for a short life
     */
    public ObjectNode issue(ObjectKey account, ObjectNode request) {
        StoredObject owner = store.get(account).orElseThrow(() -> notFound("serviceaccounts", account.name()));
        ObjectNode spec = Json.child(request, "spec");
        long seconds = spec.path("expirationSeconds").asLong(DEFAULT_SECONDS);
        if (seconds < LEAST_SECONDS) {
            String message = "Invalid value: " + seconds + ": may not specify a duration less than 10 minutes";
            throw ApiFailure.invalid(
                    "authentication.k8s.io",
                    "TokenRequest",
                    "",
                    List.of(ApiFailure.Cause.invalid("spec.expirationSeconds", message)));
        }
        if (spec.path("audiences").isEmpty()) {
            spec.set("audiences", Json.array(List.of(ISSUER)));
        }
        spec.put("expirationSeconds", seconds);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode claims = Json.object();
        claims.set("aud", spec.get("audiences"));
        claims.put("exp", now.plusSeconds(seconds).getEpochSecond());
        claims.put("iat", now.getEpochSecond()).put("nbf", now.getEpochSecond());
        claims.put("iss", ISSUER).put("jti", UUID.randomUUID().toString());
        claims.put("sub", "system:serviceaccount:" + account.namespace() + ":" + account.name());
        ObjectNode kubernetes = claims.putObject("kubernetes.io").put("namespace", account.namespace());
        reference(kubernetes, "serviceaccount", owner);
        bindToPod(kubernetes, account, spec.path("boundObjectRef"));
        request.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        request.putObject("metadata").put("name", account.name()).put("namespace", account.namespace());
        request.putObject("status")
                .put("token", sign(claims))
                .put("expirationTimestamp", now.plusSeconds(seconds).toString());
        return request;
    }

    private void bindToPod(ObjectNode claims, ObjectKey account, JsonNode bound) {
        if (!Json.text(bound, "kind").equals("Pod")) {
            return;
        }
        String name = Json.text(bound, "name");
        StoredObject pod = store.get(new ObjectKey(GroupResource.PODS, account.namespace(), name))
                .orElseThrow(() -> notFound("pods", name));
        String uid = Json.text(bound, "uid");
        if (!uid.isEmpty() && !uid.equals(pod.uid())) {
            String why = "the UID in the bound object reference (" + uid + ") does not match the UID in record ("
                    + pod.uid() + "). The object might have been deleted and then recreated";
            throw ApiFailure.conflict("", "pods", name, why);
        }
        reference(claims, "pod", pod);
        String nodeName = Json.text(pod.json(), "spec", "nodeName");
        store.get(new ObjectKey(GroupResource.NODES, "", nodeName)).ifPresent(node -> reference(claims, "node", node));
    }

    private static void reference(ObjectNode claims, String field, StoredObject object) {
        claims.putObject(field).put("name", object.key().name()).put("uid", object.uid());
    }

    private String sign(ObjectNode claims) {
        ObjectNode header = Json.object().put("alg", "HS256").put("typ", "JWT");
        String content = BASE64.encodeToString(Json.bytes(header)) + "." + BASE64.encodeToString(Json.bytes(claims));
        return content + "." + BASE64.encodeToString(signature(content));
    }

    private byte[] signature(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256, which every JVM must have", e);
        }
    }

    private static ApiFailure notFound(String resource, String name) {
        return ApiFailure.notFound("", resource, name);
    }
}
