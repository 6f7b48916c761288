// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.SiteSpec;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about a device, checked.
 *
 * @param url where the API begins, without a slash at the end
 * @param tokenFile the file with the token of the API, or null if it needs none
 * @param timeout how long an answer may take
 */
record DeviceSettings(URI url, @Nullable Path tokenFile, Duration timeout) {

    private static final Set<String> KNOWN = Set.of("url", "tokenFile", "timeout");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Reads the settings of a site; touches no network. */
    static DeviceSettings read(SiteSpec spec) throws ProviderException {
        Set<String> unknown = new TreeSet<>(spec.settings().keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw wrong(spec, unknown.iterator().next(), "is unknown; there are url, tokenFile and timeout");
        }
        return new DeviceSettings(url(spec), tokenFile(spec), timeout(spec));
    }

    private static URI url(SiteSpec spec) throws ProviderException {
        String text = text(spec, "url", "");
        try {
            URI url = URI.create(text.replaceAll("/+$", ""));
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (IllegalArgumentException exception) {
            // Refused below like every other text that is no address; the cause might quote a password.
        }
        throw wrong(spec, "url", "must look like http://192.0.2.7:8080, without user, password and query");
    }

    private static @Nullable Path tokenFile(SiteSpec spec) throws ProviderException {
        String text = text(spec, "tokenFile", "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            Path file = Path.of(text);
            if (Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException exception) {
            // Refused below.
        }
        throw wrong(spec, "tokenFile", "names " + text + ", which cannot be read; write the device's token there");
    }

    private static Duration timeout(SiteSpec spec) throws ProviderException {
        String text = text(spec, "timeout", "5s");
        try {
            Duration timeout = Duration.parse("PT" + text);
            if (timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0) {
                return timeout;
            }
        } catch (DateTimeParseException exception) {
            // Refused below.
        }
        throw wrong(spec, "timeout", "is \"" + text + "\"; it must be between 0.1s and 20s, for example 5s");
    }

    private static String text(SiteSpec spec, String setting, String otherwise) throws ProviderException {
        Object value = spec.settings().getOrDefault(setting, otherwise);
        if (value instanceof String text) {
            return text.strip();
        }
        throw wrong(spec, setting, "must be a text; put it in quotation marks");
    }

    private static ProviderException wrong(SiteSpec spec, String setting, String problem) {
        return new ProviderException(
                Kind.INVALID_CONFIG, "site " + spec.name() + ": settings." + setting + " " + problem);
    }
}
