// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Prints results as an aligned table. Used by one thread. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(headings);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    /** The table as text, first column to the left, the others to the right. */
    String render() {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        var text = new StringBuilder();
        for (String[] row : rows) {
            for (int column = 0; column < columns; column++) {
                String format = column == 0 ? "%-" + widths[column] + "s" : "  %" + widths[column] + "s";
                text.append(String.format(format, row[column]));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }
}
