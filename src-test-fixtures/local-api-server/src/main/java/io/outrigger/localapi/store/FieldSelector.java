// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions on single fields, for example {@code spec.nodeName=edge-1,status.phase!=Failed}; any plain path will do. */
public record FieldSelector(List<Term> terms) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** One condition; a field that is absent has the value "" (or "false", if that is asked for). */
    public record Term(String field, List<String> path, boolean equal, String value) {
        public Term {
            path = List.copyOf(path);
        }

        boolean matches(JsonNode object) {
            JsonNode current = object;
            for (String step : path) {
                current = current.path(step);
            }
            String actual = Json.text(current);
            boolean same = actual.equals(value) || (actual.isEmpty() && value.equals("false"));
            return same == equal;
        }
    }

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /**
     * Reads the query parameter {@code fieldSelector}.
     *
     * @throws ApiFailure 400 when it cannot be read
     */
    public static FieldSelector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                terms.add(term(part.trim()));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    private static Term term(String part) {
        int sign = part.indexOf('=');
        if (sign <= 0) {
            throw ApiFailure.badRequest("invalid field selector \"" + part + "\": write field=value or field!=value");
        }
        boolean equal = part.charAt(sign - 1) != '!';
        String field = part.substring(0, equal ? sign : sign - 1);
        int valueStart = part.startsWith("==", sign) ? sign + 2 : sign + 1;
        return new Term(field, List.of(field.split("\\.")), equal, part.substring(valueStart));
    }

    /** The value that {@code field} must have, if the selector demands exactly one. */
    public Optional<String> required(String field) {
        for (Term term : terms) {
            if (term.equal() && term.field().equals(field)) {
                return Optional.of(term.value());
            }
        }
        return Optional.empty();
    }

    boolean matches(JsonNode object) {
        for (Term term : terms) {
            if (!term.matches(object)) {
                return false;
            }
        }
        return true;
    }
}
