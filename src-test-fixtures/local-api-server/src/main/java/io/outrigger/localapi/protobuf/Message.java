// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import java.util.Map;

/** Which fields a message has, by number. Fields that are not named are skipped. */
record Message(Map<Integer, Field> fields) {
    /** How a field is written in JSON. */
    sealed interface Field {
        String name();
    }

    /** Text. */
    record Text(String name) implements Field {}

    /** Several texts. */
    record Texts(String name) implements Field {}

    /** A whole number. */
    record Number(String name) implements Field {}

    /** True or false. */
    record Flag(String name) implements Field {}

    /** A map from text to text, or to bytes, which JSON has in base64. */
    record Entries(String name, boolean bytes) implements Field {}

    /** One message within another. */
    record Nested(String name, Message message) implements Field {}

    /** Several messages within another. */
    record NestedList(String name, Message message) implements Field {}

    Message {
        fields = Map.copyOf(fields);
    }
}
