// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.outrigger.program.config.YamlValue.Entry;
import io.outrigger.program.config.YamlValue.Mapping;
import io.outrigger.program.config.YamlValue.Nothing;
import io.outrigger.program.config.YamlValue.Scalar;
import io.outrigger.program.config.YamlValue.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one YAML document with the positions of its parts. Anchors and aliases are not part of it. */
final class YamlReader {

    private final Problems problems;
    private final Placeholders placeholders;

    YamlReader(Problems problems, Placeholders placeholders) {
        this.problems = problems;
        this.placeholders = placeholders;
    }

    /** The document; an empty one is {@link Nothing}. */
    YamlValue read(String text) throws IOException {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return new Nothing(new Position(1, 1));
            }
            var value = value(parser);
            if (parser.nextToken() != null) {
                problems.add(position(parser), "the file must hold one document only");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            problems.add(position(malformed.getLocation()), "this is not YAML: " + reason(malformed));
            return new Nothing(new Position(1, 1));
        }
    }

    private YamlValue value(YAMLParser parser) throws IOException {
        var position = position(parser);
        if (parser.isCurrentAlias()) {
            problems.add(position, "aliases are not supported; write the value out");
            return new Nothing(position);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, position);
            case START_ARRAY -> sequence(parser, position);
            case VALUE_NULL -> new Nothing(position);
            case VALUE_TRUE -> new Scalar(position, parser.getText(), true);
            case VALUE_FALSE -> new Scalar(position, parser.getText(), false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(position, parser.getText(), number(parser));
            case VALUE_STRING -> text(position, parser.getText());
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> {
                problems.add(position, "this kind of value is not supported");
                yield new Nothing(position);
            }
        };
    }

    private Mapping mapping(YAMLParser parser, Position position) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = parser.currentName();
            var place = position(parser);
            parser.nextToken();
            var entry = new Entry(place, value(parser));
            var earlier = entries.putIfAbsent(key, entry);
            if (earlier != null) {
                problems.add(
                        place,
                        "key \"" + key + "\" is there twice, first on line "
                                + earlier.position().line());
            }
        }
        return new Mapping(position, entries);
    }

    private Sequence sequence(YAMLParser parser, Position position) throws IOException {
        List<YamlValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Sequence(position, items);
    }

    private YamlValue text(Position position, String text) {
        try {
            var filled = placeholders.fill(text);
            return new Scalar(position, filled, filled);
        } catch (Placeholders.UnresolvedException unresolved) {
            problems.add(position, String.valueOf(unresolved.getMessage()));
            return new Nothing(position);
        }
    }

    private static Object number(JsonParser parser) throws IOException {
        return parser.getNumberValue();
    }

    private static Position position(JsonParser parser) {
        return position(parser.currentTokenLocation());
    }

    private static Position position(JsonLocation location) {
        return location == null
                ? new Position(1, 1)
                : new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** The parser's own words without the piece of the file that it quotes, which may be a secret. */
    private static String reason(JsonProcessingException malformed) {
        return malformed.getOriginalMessage().lines().findFirst().orElse("it cannot be parsed");
    }
}
