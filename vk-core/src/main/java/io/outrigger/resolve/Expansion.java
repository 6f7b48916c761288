// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code $(NAME)} in texts, once and from left to right, as {@code third_party/forked/golang/expansion} of
 * Kubernetes: {@code $$} is one {@code $}, what is unknown or unfinished stays as it is. Takes linear time.
 */
final class Expansion {

    private Expansion() {}

    /**
     * Expands a text.
     *
     * @param text any text
     * @param values the value of a name, or null when there is none
     * @param budget pays for the result
     */
    static String expand(String text, Function<String, @Nullable String> values, Budget budget)
            throws UnresolvedException {
        if (text.indexOf('$') < 0) {
            budget.take(text.length());
            return text;
        }
        var result = new StringBuilder();
        int lastClose = text.lastIndexOf(')');
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            if (dollar < 0 || dollar + 1 == text.length()) {
                append(result, text.substring(at), budget);
                break;
            }
            append(result, text.substring(at, dollar), budget);
            at = operator(text, dollar, lastClose, result, values, budget);
        }
        return result.toString();
    }

    /** Handles what begins with a dollar sign that is not the last character; returns where to go on. */
    private static int operator(
            String text,
            int dollar,
            int lastClose,
            StringBuilder result,
            Function<String, @Nullable String> values,
            Budget budget)
            throws UnresolvedException {
        char next = text.charAt(dollar + 1);
        if (next == '$') {
            append(result, "$", budget);
            return dollar + 2;
        }
        if (next != '(' || lastClose < dollar) {
            append(result, "$", budget);
            return dollar + 1;
        }
        int close = text.indexOf(')', dollar);
        String name = text.substring(dollar + 2, close);
        String value = values.apply(name);
        append(result, value == null ? "$(" + name + ")" : value, budget);
        return close + 1;
    }

    private static void append(StringBuilder result, String text, Budget budget) throws UnresolvedException {
        budget.take(text.length());
        result.append(text);
    }
}
