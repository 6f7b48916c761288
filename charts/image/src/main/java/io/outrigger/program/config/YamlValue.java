// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML document that knows where it stands. */
sealed interface YamlValue {

    Position position();

    /** What it is, as one would say it in a message. */
    String kind();

    /** As plain Java: maps, lists, strings, numbers, booleans; what is empty in a map is left out. */
    Object plain();

    /**
     * Keys and values in the order of the file.
     *
     * @param entries by key
     */
    record Mapping(Position position, Map<String, Entry> entries) implements YamlValue {

        @Override
        public String kind() {
            return "a mapping";
        }

        @Override
        public Object plain() {
            Map<String, Object> plain = new LinkedHashMap<>();
            entries.forEach((key, entry) -> {
                if (!(entry.value() instanceof Nothing)) {
                    plain.put(key, entry.value().plain());
                }
            });
            return plain;
        }
    }

    /**
     * One key of a mapping.
     *
     * @param position where the key stands
     * @param value what belongs to it
     */
    record Entry(Position position, YamlValue value) {}

    /**
     * A list.
     *
     * @param items in order
     */
    record Sequence(Position position, List<YamlValue> items) implements YamlValue {

        @Override
        public String kind() {
            return "a list";
        }

        @Override
        public Object plain() {
            List<Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(item.plain()));
            return plain;
        }
    }

    /**
     * A text, a number or a truth value.
     *
     * @param text as written
     * @param plain as YAML understands it
     */
    record Scalar(Position position, String text, Object plain) implements YamlValue {

        @Override
        public String kind() {
            return plain instanceof String ? "a text" : plain instanceof Boolean ? "true or false" : "a number";
        }

        /** May hold a secret. */
        @Override
        public String toString() {
            return kind() + " at " + position;
        }
    }

    /** A key without a value. */
    record Nothing(Position position) implements YamlValue {

        @Override
        public String kind() {
            return "empty";
        }

        @Override
        public Object plain() {
            return "";
        }
    }
}
