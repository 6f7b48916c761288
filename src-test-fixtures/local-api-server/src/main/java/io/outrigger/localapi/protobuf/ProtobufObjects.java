// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Policy;
import io.outrigger.localapi.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns objects in Kubernetes' protobuf envelope ({@code k8s\0} and {@code runtime.Unknown}, see apimachinery's
 * serializer/protobuf) into the JSON they stand for. Stateless.
 */
public final class ProtobufObjects {

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private static final Map<String, Message> KNOWN = Map.ofEntries(
            Map.entry("v1/Binding", V1.Binding.getDefaultInstance()),
            Map.entry("v1/ConfigMap", V1.ConfigMap.getDefaultInstance()),
            Map.entry("v1/Event", V1.Event.getDefaultInstance()),
            Map.entry("v1/Namespace", V1.Namespace.getDefaultInstance()),
            Map.entry("v1/Node", V1.Node.getDefaultInstance()),
            Map.entry("v1/Pod", V1.Pod.getDefaultInstance()),
            Map.entry("v1/Secret", V1.Secret.getDefaultInstance()),
            Map.entry("v1/Service", V1.Service.getDefaultInstance()),
            Map.entry("v1/ServiceAccount", V1.ServiceAccount.getDefaultInstance()),
            Map.entry("policy/v1/Eviction", V1Policy.Eviction.getDefaultInstance()),
            Map.entry("authentication.k8s.io/v1/TokenRequest", V1Authentication.TokenRequest.getDefaultInstance()),
            Map.entry("authentication.k8s.io/v1/TokenReview", V1Authentication.TokenReview.getDefaultInstance()),
            Map.entry(
                    "authorization.k8s.io/v1/SubjectAccessReview",
                    V1Authorization.SubjectAccessReview.getDefaultInstance()),
            Map.entry(
                    "authorization.k8s.io/v1/SelfSubjectAccessReview",
                    V1Authorization.SelfSubjectAccessReview.getDefaultInstance()));

    private ProtobufObjects() {}

    /**
     * Reads one object.
     *
     * @param bytes the body of a request
     * @throws IOException when it is not in the envelope, is broken, or holds a kind that is not known here
     */
    public static ObjectNode read(byte[] bytes) throws IOException {
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("the protobuf envelope does not begin with k8s\\0");
        }
        byte[] rest = Arrays.copyOfRange(bytes, MAGIC.length, bytes.length);
        try {
            Runtime.Unknown envelope = Runtime.Unknown.parseFrom(rest);
            String apiVersion = envelope.getTypeMeta().getApiVersion();
            String kind = envelope.getTypeMeta().getKind();
            Message message = prototype(apiVersion, kind)
                    .newBuilderForType()
                    .mergeFrom(envelope.getRaw())
                    .build();
            ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
            object.setAll(MessageJson.of(message));
            return object;
        } catch (InvalidProtocolBufferException broken) {
            throw new IOException("the protobuf message is broken: " + broken.getMessage(), broken);
        }
    }

    private static Message prototype(String apiVersion, String kind) throws IOException {
        // Options ride on the API version of the object they are about.
        if (kind.equals("DeleteOptions")) {
            return Meta.DeleteOptions.getDefaultInstance();
        }
        Message prototype = KNOWN.get(apiVersion + "/" + kind);
        if (prototype == null) {
            throw new IOException("a " + kind + " of " + apiVersion + " is not read as protobuf here; send JSON");
        }
        return prototype;
    }
}
