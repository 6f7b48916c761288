// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody meant who has misspelt a name. */
final class NearestName {

    private NearestName() {}

    /** " (did you mean ...?)" if one of the names is near enough, and the whole choice if not. */
    static String hint(String wrong, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(name -> name))
                .filter(name -> distance(wrong, name) <= Math.max(2, name.length() / 3))
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElseGet(() -> "; known are " + String.join(", ", names));
    }

    /** How many letters must be added, removed, replaced or exchanged with a neighbour (Damerau and Levenshtein). */
    static int distance(String wrong, String name) {
        var from = wrong.toLowerCase(Locale.ROOT);
        var to = name.toLowerCase(Locale.ROOT);
        var table = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            for (int column = 0; column <= to.length(); column++) {
                table[row][column] = cell(table, from, to, row, column);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int cell(int[][] table, String from, String to, int row, int column) {
        if (row == 0 || column == 0) {
            return row + column;
        }
        boolean same = from.charAt(row - 1) == to.charAt(column - 1);
        int best = Math.min(
                table[row - 1][column - 1] + (same ? 0 : 1),
                1 + Math.min(table[row - 1][column], table[row][column - 1]));
        boolean exchanged = row > 1
                && column > 1
                && from.charAt(row - 1) == to.charAt(column - 2)
                && from.charAt(row - 2) == to.charAt(column - 1);
        return exchanged ? Math.min(best, table[row - 2][column - 2] + 1) : best;
    }
}
