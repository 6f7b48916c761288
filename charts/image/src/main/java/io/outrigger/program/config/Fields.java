// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.program.config.YamlValue.Entry;
import io.outrigger.program.config.YamlValue.Mapping;
import io.outrigger.program.config.YamlValue.Nothing;
import io.outrigger.program.config.YamlValue.Scalar;
import io.outrigger.program.config.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The fields of one mapping, read by name and type. What is wrong becomes a problem at its place and reads as absent, so
 * that reading goes on. A field without value is absent.
 */
final class Fields {

    private final Problems problems;
    private final Mapping mapping;
    private final String path;

    /**
     * @param path what stands before the names of fields in messages: empty, or with a dot at its end
     * @param known all fields that there are
     */
    Fields(Problems problems, Mapping mapping, String path, Set<String> known) {
        this.problems = problems;
        this.mapping = mapping;
        this.path = path;
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.add(entry.position(), "unknown key \"" + path + key + "\"" + NearestName.hint(key, known));
            }
        });
    }

    /** Where a field stands, or the whole mapping if it is not there. */
    Position position(String name) {
        var entry = mapping.entries().get(name);
        return entry == null ? mapping.position() : entry.value().position();
    }

    void problem(String name, String message) {
        problems.add(position(name), path + name + " " + message);
    }

    Optional<String> text(String name) {
        return scalar(name, "a text").map(Scalar::text).filter(text -> {
            if (text.isEmpty()) {
                problem(name, "must not be empty");
            }
            return !text.isEmpty();
        });
    }

    /** A text that must be there. */
    Optional<String> required(String name) {
        if (value(name).isEmpty()) {
            problem(name, "is required");
        }
        return text(name);
    }

    OptionalInt integer(String name, int least, int most) {
        var found = value(name);
        if (found.isEmpty()) {
            return OptionalInt.empty();
        }
        if (found.get() instanceof Scalar scalar
                && scalar.plain() instanceof Number number
                && number.doubleValue() == number.intValue()
                && number.intValue() >= least
                && number.intValue() <= most) {
            return OptionalInt.of(number.intValue());
        }
        problem(name, "must be a whole number from " + least + " to " + most);
        return OptionalInt.empty();
    }

    boolean flag(String name, boolean otherwise) {
        var found = value(name);
        if (found.isEmpty()) {
            return otherwise;
        }
        if (found.get() instanceof Scalar scalar && scalar.plain() instanceof Boolean flag) {
            return flag;
        }
        problem(name, "must be true or false");
        return otherwise;
    }

    Optional<Mapping> mapping(String name) {
        var found = value(name);
        if (found.isPresent() && !(found.get() instanceof Mapping)) {
            problem(name, "must be a mapping, not " + found.get().kind());
        }
        return found.filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    /** The mappings of a list; what is none is told and left out. */
    List<Mapping> mappings(String name) {
        var found = value(name);
        if (found.isEmpty()) {
            return List.of();
        }
        if (!(found.get() instanceof Sequence sequence)) {
            problem(name, "must be a list, not " + found.get().kind());
            return List.of();
        }
        List<Mapping> mappings = new ArrayList<>();
        for (var item : sequence.items()) {
            if (item instanceof Mapping each) {
                mappings.add(each);
            } else {
                problems.add(item.position(), path + name + " must be a list of mappings, not of " + item.kind());
            }
        }
        return mappings;
    }

    /** A mapping of names to texts, with the place of each. */
    Map<String, Scalar> texts(String name) {
        Map<String, Scalar> texts = new LinkedHashMap<>();
        mapping(name)
                .ifPresent(found -> found.entries().forEach((key, entry) -> {
                    if (entry.value() instanceof Scalar scalar) {
                        texts.put(key, scalar);
                    } else {
                        problems.add(
                                entry.position(),
                                path + name + "." + key + " must be a text, not "
                                        + entry.value().kind());
                    }
                }));
        return texts;
    }

    private Optional<Scalar> scalar(String name, String wanted) {
        var found = value(name);
        if (found.isPresent() && !(found.get() instanceof Scalar scalar && scalar.plain() instanceof String)) {
            problem(name, "must be " + wanted + ", not " + found.get().kind() + quotes(found.get()));
            return Optional.empty();
        }
        return found.map(Scalar.class::cast);
    }

    private static String quotes(YamlValue value) {
        return value instanceof Scalar ? "; put it in quotes" : "";
    }

    private Optional<YamlValue> value(String name) {
        return Optional.ofNullable(mapping.entries().get(name))
                .map(Entry::value)
                .filter(value -> !(value instanceof Nothing));
    }
}
