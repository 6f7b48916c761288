// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.host.HostOptions;
import io.outrigger.provider.ssh.transport.HostKeys;
import io.outrigger.provider.ssh.transport.SshAccess;
import io.outrigger.provider.ssh.transport.SshAccess.Timeouts;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of an {@code ssh} site.
 *
 * @param access how the host is reached, from {@code host}, {@code port} (default 22), {@code user}, {@code keyFile},
 *     {@code certificateFile}, {@code hostKey}, {@code hostAuthority}, {@code jump}, {@code connectTimeout} (default 15 s)
 *     and {@code commandTimeout} (default 15 s)
 * @param directory where the state of pods is kept on the host; default {@code /var/lib/outrigger} for root, else
 *     {@code /home/USER/.outrigger}
 * @param pods how many pods the site takes; default 110
 * @param shell the POSIX shell that supervises pods; default {@code /bin/sh}
 * @param startAtBoot whether the host is to start the pods by itself when it has started; default {@code true}
 * @param runtime what runs containers; default {@code auto}, which is an engine if the host has one
 */
record SshSettings(
        SshAccess access, String directory, int pods, String shell, boolean startAtBoot, RuntimeSettings runtime) {

    private static final Set<String> HOST_KEYS =
            Set.of("host", "port", "user", "keyFile", "certificateFile", "hostKey", "hostAuthority");
    private static final Set<String> SITE_KEYS =
            Set.of("jump", "directory", "pods", "shell", "startAtBoot", "connectTimeout", "commandTimeout");
    private static final Set<String> KEYS = Stream.of(HOST_KEYS, SITE_KEYS, RuntimeSettings.KEYS)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());
    private static final int DEFAULT_PORT = 22;
    private static final int LAST_PORT = 65_535;
    private static final int DEFAULT_PODS = 110;
    private static final int MAXIMUM_PODS = 10_000;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration FACTS_AGE = Duration.ofSeconds(60);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    static SshSettings of(SiteSpec spec) throws ProviderException {
        SettingsReader reader = new SettingsReader(spec, KEYS);
        Timeouts timeouts = new Timeouts(
                reader.duration("connectTimeout", DEFAULT_TIMEOUT, LONGEST_TIMEOUT),
                reader.duration("commandTimeout", DEFAULT_TIMEOUT, LONGEST_TIMEOUT));
        List<SshAccess> jumps = new ArrayList<>();
        for (SettingsReader jump : reader.several("jump", HOST_KEYS)) {
            jumps.add(access(jump, List.of(), timeouts));
        }
        SshAccess access = access(reader, jumps, timeouts);
        RuntimeSettings runtime = RuntimeSettings.read(reader, RuntimeSettings.Choice.AUTO);
        return new SshSettings(
                access,
                reader.stateDirectory(defaultDirectory(access.user()), runtime),
                reader.integer("pods", DEFAULT_PODS, 1, MAXIMUM_PODS),
                reader.absolutePath("shell", "/bin/sh"),
                reader.flag("startAtBoot", true),
                runtime);
    }

    private static SshAccess access(SettingsReader reader, List<SshAccess> jumps, Timeouts timeouts)
            throws ProviderException {
        return new SshAccess(
                reader.word("host", "the name or address of the host, for example 192.0.2.7"),
                reader.integer("port", DEFAULT_PORT, 1, LAST_PORT),
                reader.word("user", "the account on the host, for example edge"),
                reader.file("keyFile", "the file of the private key")
                        .orElseThrow(() -> reader.missing("keyFile", "the file of the private key")),
                reader.file("certificateFile", "the file of the key's certificate")
                        .orElse(null),
                hostKeys(reader),
                jumps,
                timeouts);
    }

    private static HostKeys hostKeys(SettingsReader reader) throws ProviderException {
        List<String> pins = reader.texts("hostKey");
        List<String> authorities = reader.texts("hostAuthority");
        if (pins.isEmpty() && authorities.isEmpty()) {
            throw reader.missing(
                    "hostKey",
                    "the key by which the host is known, as \"outrigger enroll\" prints it; or set hostAuthority");
        }
        checkKeys(reader, "hostKey", pins, List.of());
        checkKeys(reader, "hostAuthority", List.of(), authorities);
        return HostKeys.of(pins, authorities);
    }

    private static void checkKeys(SettingsReader reader, String key, List<String> pins, List<String> authorities)
            throws ProviderException {
        try {
            HostKeys.of(pins, authorities);
        } catch (IllegalArgumentException exception) {
            throw reader.invalid(key, "cannot be used: " + exception.getMessage());
        }
    }

    private static String defaultDirectory(String user) {
        return user.equals("root") ? "/var/lib/outrigger" : "/home/" + user + "/.outrigger";
    }

    HostOptions options(String site) {
        return new HostOptions(site, directory, shell, pods, FACTS_AGE, startAtBoot);
    }
}
