// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.SiteSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads the settings of one site and refuses what is unknown or of the wrong type. */
final class SettingsReader {

    private final SiteSpec spec;

    SettingsReader(SiteSpec spec, Set<String> keys) throws ProviderException {
        this.spec = spec;
        for (String key : new TreeSet<>(spec.settings().keySet())) {
            if (!keys.contains(key)) {
                throw invalid(
                        key,
                        "is unknown; did you mean \"" + nearest(key, keys) + "\"? Known are " + new TreeSet<>(keys));
            }
        }
    }

    String absolutePath(String key, String otherwise) throws ProviderException {
        Object value = spec.settings().getOrDefault(key, otherwise);
        if (!(value instanceof String path) || !path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw invalid(key, "must be an absolute path, for example " + otherwise);
        }
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The absolute path of a program, without blanks; empty when it is not set. */
    String program(String key) throws ProviderException {
        String path = word(key);
        return path.isEmpty() ? path : absolutePath(key, path);
    }

    /** A word without blanks; empty when it is not set. */
    String word(String key) throws ProviderException {
        Object value = spec.settings().getOrDefault(key, "");
        if (!(value instanceof String word) || !word.matches("[!-~]*")) {
            throw invalid(key, "must be one word without blanks");
        }
        return word;
    }

    int integer(String key, int otherwise, int minimum, int maximum) throws ProviderException {
        Object value = spec.settings().getOrDefault(key, otherwise);
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= minimum
                && ((Number) value).longValue() <= maximum) {
            return ((Number) value).intValue();
        }
        throw invalid(key, "must be a whole number from " + minimum + " to " + maximum + ", for example " + otherwise);
    }

    <E extends Enum<E>> E choice(String key, E otherwise, Class<E> type) throws ProviderException {
        Object value = spec.settings().get(key);
        if (value == null) {
            return otherwise;
        }
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!(value instanceof String name) || !names.contains(name)) {
            throw invalid(key, "must be one of " + names);
        }
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    }

    private ProviderException invalid(String key, String problem) {
        return new ProviderException(Kind.INVALID_CONFIG, "site " + spec.name() + ": settings." + key + " " + problem);
    }

    private static String nearest(String key, Set<String> keys) {
        return keys.stream()
                .sorted()
                .min(Comparator.comparingInt(known -> distance(key.toLowerCase(Locale.ROOT), known)))
                .orElse("");
    }

    /** Edits that turn one word into another: Levenshtein's distance. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, index -> index);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
