// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.SiteSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the settings of one site and refuses what is unknown or of the wrong type. */
final class SettingsReader {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");
    private static final Pattern WORD = Pattern.compile("[^\\s\\p{Cntrl}-][^\\s\\p{Cntrl}]{0,254}");

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    // What resolvers read.
    private static final int MAXIMUM_NAME_SERVERS = 3;
    private static final int MAXIMUM_DOMAIN = 253;

    private final String site;
    private final String prefix;
    private final Map<String, ?> settings;

    SettingsReader(SiteSpec spec, Set<String> keys) throws ProviderException {
        this(spec.name(), "settings.", spec.settings(), keys);
    }

    private SettingsReader(String site, String prefix, Map<String, ?> settings, Set<String> keys)
            throws ProviderException {
        this.site = site;
        this.prefix = prefix;
        this.settings = settings;
        for (String key : new TreeSet<>(settings.keySet())) {
            if (!keys.contains(key)) {
                throw invalid(
                        key,
                        "is unknown; did you mean \"" + nearest(key, keys) + "\"? Known are " + new TreeSet<>(keys));
            }
        }
    }

    String absolutePath(String key, String otherwise) throws ProviderException {
        Object value = value(key, otherwise);
        if (!(value instanceof String path)
                || !path.startsWith("/")
                || path.chars().anyMatch(Character::isISOControl)) {
            throw invalid(key, "must be an absolute path, for example " + otherwise);
        }
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The directory for the state of pods. */
    String stateDirectory(String otherwise, RuntimeSettings runtime) throws ProviderException {
        String path = absolutePath("directory", otherwise);
        if (path.indexOf(':') >= 0 && runtime.choice() != RuntimeSettings.Choice.PROCESS) {
            throw invalid(
                    "directory",
                    "must not hold a colon, by which container engines divide the paths of a mount; set another"
                            + " directory, or settings.runtime to process");
        }
        return path;
    }

    /** The absolute path of a program, without blanks; empty when it is not set. */
    String program(String key) throws ProviderException {
        String path = word(key);
        return path.isEmpty() ? path : absolutePath(key, path);
    }

    /** A word without blanks; empty when it is not set. */
    String word(String key) throws ProviderException {
        Object value = value(key, "");
        if (!(value instanceof String word) || !word.matches("[!-~]*")) {
            throw invalid(key, "must be one word without blanks");
        }
        return word;
    }

    boolean flag(String key, boolean otherwise) throws ProviderException {
        if (value(key, otherwise) instanceof Boolean flag) {
            return flag;
        }
        throw invalid(key, "must be true or false");
    }

    int integer(String key, int otherwise, int minimum, int maximum) throws ProviderException {
        Object value = value(key, otherwise);
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= minimum
                && ((Number) value).longValue() <= maximum) {
            return ((Number) value).intValue();
        }
        throw invalid(key, "must be a whole number from " + minimum + " to " + maximum + ", for example " + otherwise);
    }

    <E extends Enum<E>> E choice(String key, E otherwise, Class<E> type) throws ProviderException {
        Object value = settings.get(key);
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

    /** A word that must be there, and that no program takes for an option. */
    String word(String key, String meaning) throws ProviderException {
        Object value = settings.get(key);
        if (value == null) {
            throw missing(key, meaning);
        }
        if (!(value instanceof String word) || !WORD.matcher(word).matches()) {
            throw invalid(key, "must be one word: " + meaning);
        }
        return word;
    }

    /** A file of this machine. */
    Optional<Path> file(String key, String meaning) throws ProviderException {
        Object value = settings.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String path) || !path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw invalid(key, "must be an absolute path: " + meaning);
        }
        return Optional.of(Path.of(path));
    }

    /** One text, or several. */
    List<String> texts(String key) throws ProviderException {
        Object value = settings.get(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            if (!(each instanceof String text) || text.isBlank()) {
                throw invalid(key, "must be a text or a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Addresses of name servers: one, or several. */
    List<String> addresses(String key) throws ProviderException {
        List<String> addresses = texts(key);
        if (addresses.size() > MAXIMUM_NAME_SERVERS || !addresses.stream().allMatch(SettingsReader::address)) {
            throw invalid(
                    key,
                    "must be a list of at most " + MAXIMUM_NAME_SERVERS + " IP addresses, for example [10.96.0.10]");
        }
        return addresses;
    }

    private static boolean address(String text) {
        if (text.indexOf(':') < 0) {
            return IPV4.matcher(text).matches();
        }
        try {
            // What holds a colon is never looked up.
            return !text.contains("[") && !text.contains("%") && InetAddress.getByName(text) != null;
        } catch (UnknownHostException exception) {
            return false;
        }
    }

    /** The name of a domain. */
    String domain(String key, String otherwise) throws ProviderException {
        Object value = value(key, otherwise);
        if (!(value instanceof String domain)
                || domain.length() > MAXIMUM_DOMAIN
                || !DOMAIN.matcher(domain).matches()) {
            throw invalid(key, "must be a domain in lower case, for example " + otherwise);
        }
        return domain;
    }

    Duration duration(String key, Duration otherwise, Duration longest) throws ProviderException {
        Object value = settings.get(key);
        if (value == null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(String.valueOf(value));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
            if (!duration.isZero() && duration.compareTo(longest) <= 0) {
                return duration;
            }
        }
        throw invalid(
                key, "must be a time up to " + longest.toMinutes() + "m, for example " + otherwise.toSeconds() + "s");
    }

    /** Settings within settings, in a list. */
    List<SettingsReader> several(String key, Set<String> keys) throws ProviderException {
        Object value = settings.get(key);
        List<SettingsReader> readers = new ArrayList<>();
        if (value == null) {
            return readers;
        }
        if (!(value instanceof List<?> list)) {
            throw invalid(key, "must be a list");
        }
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map)) {
                throw invalid(key, "must be a list, each item with some of " + new TreeSet<>(keys));
            }
            Map<String, Object> named = new HashMap<>();
            map.forEach((name, setting) -> named.put(String.valueOf(name), setting));
            readers.add(new SettingsReader(site, prefix + key + "[" + readers.size() + "].", named, keys));
        }
        return readers;
    }

    private Object value(String key, Object otherwise) {
        Object value = settings.get(key);
        return value == null ? otherwise : value;
    }

    ProviderException missing(String key, String meaning) {
        return invalid(key, "is missing: " + meaning);
    }

    ProviderException invalid(String key, String problem) {
        return new ProviderException(Kind.INVALID_CONFIG, "site " + site + ": " + prefix + key + " " + problem);
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
