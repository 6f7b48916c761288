// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

/**
 * A place in the configuration file.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
record Position(int line, int column) implements Comparable<Position> {

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }
}
