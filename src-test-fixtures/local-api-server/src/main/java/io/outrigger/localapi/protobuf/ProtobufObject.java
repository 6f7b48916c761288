// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.Base64;

/** Reads an object in Kubernetes' protobuf envelope: {@code k8s}, a zero byte, and a {@code runtime.Unknown}. */
public final class ProtobufObject {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufObject() {}

    /**
     * The object as a JSON tree.
     *
     * @throws ApiFailure 415 for kinds that are not understood, 400 for bytes that make no sense
     */
    public static ObjectNode read(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(body, MAGIC.length))) {
            throw ApiFailure.badRequest("the body is not in Kubernetes' protobuf envelope");
        }
        try {
            return readEnvelope(Arrays.copyOfRange(body, MAGIC.length, body.length));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw ApiFailure.badRequest("the protobuf body cannot be read: " + e);
        }
    }

    private static ObjectNode readEnvelope(byte[] envelope) {
        ObjectNode object = Json.object();
        byte[] raw = {};
        WireReader reader = new WireReader(envelope);
        while (reader.hasMore()) {
            switch (reader.nextField()) {
                case 1 -> readType(reader.block(), object);
                case 2 -> raw = reader.block();
                default -> reader.skip();
            }
        }
        String kind = Json.text(object, "kind");
        Message message = Messages.ofKind(kind)
                .orElseThrow(() -> ApiFailure.unsupportedMediaType("this server does not read " + kind
                        + " as protobuf; send it as application/json (kubectl create -f or kubectl apply -f does)"));
        readInto(object, message, raw);
        return object;
    }

    private static void readType(byte[] bytes, ObjectNode object) {
        WireReader reader = new WireReader(bytes);
        while (reader.hasMore()) {
            switch (reader.nextField()) {
                case 1 -> object.put("apiVersion", reader.text());
                case 2 -> object.put("kind", reader.text());
                default -> reader.skip();
            }
        }
    }

    private static ObjectNode readInto(ObjectNode target, Message message, byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        while (reader.hasMore()) {
            Message.Field field = message.fields().get(reader.nextField());
            if (field == null) {
                reader.skip();
            } else {
                readField(target, field, reader);
            }
        }
        return target;
    }

    private static void readField(ObjectNode target, Message.Field field, WireReader reader) {
        if (field instanceof Message.Text text) {
            String value = reader.text();
            // Go writes empty texts; JSON leaves them out.
            if (!value.isEmpty()) {
                target.put(text.name(), value);
            }
        } else if (field instanceof Message.Texts texts) {
            target.withArray(texts.name()).add(reader.text());
        } else if (field instanceof Message.Number number) {
            target.put(number.name(), reader.number());
        } else if (field instanceof Message.Flag flag) {
            target.put(flag.name(), reader.number() != 0);
        } else if (field instanceof Message.Entries entries) {
            readEntry(Json.child(target, entries.name()), entries.bytes(), reader.block());
        } else if (field instanceof Message.Nested nested) {
            readInto(Json.child(target, nested.name()), nested.message(), reader.block());
        } else if (field instanceof Message.NestedList list) {
            readInto(target.withArray(list.name()).addObject(), list.message(), reader.block());
        }
    }

    private static void readEntry(ObjectNode target, boolean base64, byte[] bytes) {
        String key = "";
        String value = "";
        WireReader reader = new WireReader(bytes);
        while (reader.hasMore()) {
            switch (reader.nextField()) {
                case 1 -> key = reader.text();
                case 2 -> value = base64 ? Base64.getEncoder().encodeToString(reader.block()) : reader.text();
                default -> reader.skip();
            }
        }
        target.put(key, value);
    }
}
