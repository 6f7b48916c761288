// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that everything is told at once. Used by one thread. */
final class Problems {

    private final Path file;
    private final List<Problem> found = new ArrayList<>();

    Problems(Path file) {
        this.file = file;
    }

    private record Problem(Position position, String message) {}

    void add(Position position, String message) {
        found.add(new Problem(position, message));
    }

    /** Ends the reading of a file in which something is wrong. */
    void throwIfAny() throws ConfigurationException {
        if (!found.isEmpty()) {
            throw new ConfigurationException(found.stream()
                    .sorted(Comparator.comparing(Problem::position))
                    .map(problem -> file + ":" + problem.position().line() + ": " + problem.message())
                    .toList());
        }
    }
}
