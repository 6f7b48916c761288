// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.host.HostOptions;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a {@code local} site.
 *
 * @param directory where the state of pods is kept; default {@code /var/lib/outrigger} for root, else {@code
 *     ~/.local/state/outrigger}
 * @param pods how many pods the site takes; default 110
 * @param shell the POSIX shell that supervises pods; default {@code /bin/sh}
 * @param startAtBoot whether this machine is to start the pods by itself when it has started; default {@code false},
 *     because whatever starts this program does
 * @param runtime what runs containers; default {@code process}
 */
record LocalSettings(String directory, int pods, String shell, boolean startAtBoot, RuntimeSettings runtime) {

    private static final Set<String> KEYS = Stream.concat(
                    Stream.of("directory", "pods", "shell", "startAtBoot"), RuntimeSettings.KEYS.stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final int DEFAULT_PODS = 110;
    private static final int MAXIMUM_PODS = 10_000;

    static LocalSettings of(SiteSpec spec) throws ProviderException {
        SettingsReader reader = new SettingsReader(spec, KEYS);
        RuntimeSettings runtime = RuntimeSettings.read(reader, RuntimeSettings.Choice.PROCESS);
        return new LocalSettings(
                reader.stateDirectory(defaultDirectory(), runtime),
                reader.integer("pods", DEFAULT_PODS, 1, MAXIMUM_PODS),
                reader.absolutePath("shell", "/bin/sh"),
                reader.flag("startAtBoot", false),
                runtime);
    }

    private static String defaultDirectory() {
        Path system = Path.of("/var/lib");
        return Files.isWritable(system)
                ? system.resolve("outrigger").toString()
                : System.getProperty("user.home") + "/.local/state/outrigger";
    }

    HostOptions options(String site) {
        return new HostOptions(site, directory, shell, pods, Duration.ZERO, startAtBoot);
    }
}
