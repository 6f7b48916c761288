// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes maps as the downward API does: a line {@code key="value"} for each entry, quoted as Go's {@code %q}. */
final class GoText {

    private GoText() {}

    /** The entries of a map by key, without a line break at the end. */
    static String lines(@Nullable Map<String, String> map) {
        var text = new StringBuilder();
        new TreeMap<>(map == null ? Map.of() : map).forEach((key, value) -> {
            if (text.length() > 0) {
                text.append('\n');
            }
            text.append(key).append('=');
            quote(text, value == null ? "" : value);
        });
        return text.toString();
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        value.codePoints().forEach(point -> append(text, point));
        text.append('"');
    }

    private static void append(StringBuilder text, int point) {
        switch (point) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case 0x07 -> text.append("\\a");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case 0x0b -> text.append("\\v");
            default -> appendOther(text, point);
        }
    }

    private static void appendOther(StringBuilder text, int point) {
        if (printable(point)) {
            text.appendCodePoint(point);
        } else if (point < 0x80) {
            text.append(String.format("\\x%02x", point));
        } else if (point < 0x10000) {
            text.append(String.format("\\u%04x", point));
        } else {
            text.append(String.format("\\U%08x", point));
        }
    }

    /** Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols and the ASCII blank. */
    private static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
