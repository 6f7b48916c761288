// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules for names, and the name somebody probably meant. */
final class Names {

    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final int FARTHEST = 3;

    private Names() {}

    /**
     * Refuses what cannot be the name of a node (RFC 1123 subdomain, as the API server checks).
     *
     * @throws IllegalArgumentException naming the field and the rule
     */
    static void checkSubdomain(String field, String name) {
        if (name.length() > LONGEST_SUBDOMAIN || !SUBDOMAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(field + ": \"" + name
                    + "\" must be lower case letters, digits, '-' and '.', begin and end with a letter or digit, and have"
                    + " at most 253 characters");
        }
    }

    /** The candidate that is nearest to a misspelled name, if one is near. */
    static Optional<String> nearest(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= Math.min(FARTHEST, candidate.length() / 2))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /** How many letters must be added, removed or exchanged (Levenshtein). */
    static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int exchange = previous[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(exchange, 1 + Math.min(previous[column], current[column - 1]));
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
