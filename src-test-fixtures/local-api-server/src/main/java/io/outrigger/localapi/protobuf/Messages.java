// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import io.outrigger.localapi.protobuf.Message.Entries;
import io.outrigger.localapi.protobuf.Message.Flag;
import io.outrigger.localapi.protobuf.Message.Nested;
import io.outrigger.localapi.protobuf.Message.NestedList;
import io.outrigger.localapi.protobuf.Message.Number;
import io.outrigger.localapi.protobuf.Message.Text;
import io.outrigger.localapi.protobuf.Message.Texts;
import java.util.Map;
import java.util.Optional;

/** The messages that are understood, with the field numbers of Kubernetes' {@code generated.proto} files. */
final class Messages {
    private static final Message METADATA = new Message(Map.of(
            1, new Text("name"),
            2, new Text("generateName"),
            3, new Text("namespace"),
            5, new Text("uid"),
            6, new Text("resourceVersion"),
            11, new Entries("labels", false),
            12, new Entries("annotations", false),
            14, new Texts("finalizers")));
    private static final Nested OWN_METADATA = new Nested("metadata", METADATA);
    private static final Message REFERENCE = new Message(Map.of(1, new Text("name")));
    private static final Message OBJECT_REFERENCE = new Message(Map.of(3, new Text("name")));
    private static final Message BOUND_OBJECT = new Message(
            Map.of(1, new Text("kind"), 2, new Text("apiVersion"), 3, new Text("name"), 4, new Text("uid")));
    private static final Message TOKEN_SPEC = new Message(Map.of(
            1, new Texts("audiences"),
            3, new Nested("boundObjectRef", BOUND_OBJECT),
            4, new Number("expirationSeconds")));
    private static final Message PRECONDITIONS =
            new Message(Map.of(1, new Text("uid"), 2, new Text("resourceVersion")));
    private static final Message DELETE_OPTIONS =
            new Message(Map.of(1, new Number("gracePeriodSeconds"), 2, new Nested("preconditions", PRECONDITIONS)));

    private static final Map<String, Message> BY_KIND = Map.of(
            "Namespace", new Message(Map.of(1, OWN_METADATA)),
            "ConfigMap",
                    new Message(Map.of(
                            1, OWN_METADATA,
                            2, new Entries("data", false),
                            3, new Entries("binaryData", true),
                            4, new Flag("immutable"))),
            "Secret",
                    new Message(Map.of(
                            1, OWN_METADATA,
                            2, new Entries("data", true),
                            3, new Text("type"),
                            4, new Entries("stringData", false),
                            5, new Flag("immutable"))),
            "ServiceAccount",
                    new Message(Map.of(
                            1, OWN_METADATA,
                            2, new NestedList("secrets", OBJECT_REFERENCE),
                            3, new NestedList("imagePullSecrets", REFERENCE),
                            4, new Flag("automountServiceAccountToken"))),
            "TokenRequest", new Message(Map.of(1, OWN_METADATA, 2, new Nested("spec", TOKEN_SPEC))),
            "Eviction", new Message(Map.of(1, OWN_METADATA, 2, new Nested("deleteOptions", DELETE_OPTIONS))),
            "SelfSubjectAccessReview", new Message(Map.of(1, OWN_METADATA)));

    private Messages() {}

    static Optional<Message> ofKind(String kind) {
        return Optional.ofNullable(BY_KIND.get(kind));
    }
}
