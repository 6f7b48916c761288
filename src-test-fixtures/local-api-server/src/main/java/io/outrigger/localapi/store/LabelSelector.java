// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Conditions on labels: {@code a=b, a!=b, a in (b,c), a notin (b,c), a, !a}, all of which must hold. */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());
    private static final Pattern SEPARATOR = Pattern.compile(",(?![^(]*\\))");
    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(=|==|!=)\\s*([^=!\\s]*)");
    private static final Pattern KEY = Pattern.compile("(!?)\\s*([A-Za-z0-9./_-]+)");

    /** What is asked of one label. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /** One condition. */
    public record Requirement(String key, Operator operator, Set<String> values) {
        public Requirement {
            values = Set.copyOf(values);
        }

        boolean matches(JsonNode labels) {
            boolean present = labels.has(key);
            return switch (operator) {
                case IN -> present && values.contains(Json.text(labels, key));
                case NOT_IN -> !present || !values.contains(Json.text(labels, key));
                case EXISTS -> present;
                case DOES_NOT_EXIST -> !present;
            };
        }
    }

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /**
     * Reads the query parameter {@code labelSelector}.
     *
     * @throws ApiFailure 400 when it cannot be read
     */
    public static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : SEPARATOR.split(text)) {
            if (!part.isBlank()) {
                requirements.add(requirement(part.trim()));
            }
        }
        return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements);
    }

    private static Requirement requirement(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values =
                    Arrays.stream(set.group(3).split(",")).map(String::trim).collect(Collectors.toSet());
            return new Requirement(set.group(1), set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN, values);
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            Operator operator = equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
            return new Requirement(equality.group(1), operator, Set.of(equality.group(3)));
        }
        Matcher key = KEY.matcher(part);
        if (key.matches()) {
            Operator operator = key.group(1).isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST;
            return new Requirement(key.group(2), operator, Set.of());
        }
        throw ApiFailure.badRequest("unable to parse requirement: \"" + part + "\" is not a label selector");
    }

    boolean matches(JsonNode labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }
}
