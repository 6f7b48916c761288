// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.process.VolumeAccess;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class LocalSettingsTest {

    @Test
    void theServiceLoaderFindsTheProvider() {
        assertThat(ServiceLoader.load(ProviderFactory.class))
                .extracting(ProviderFactory::name)
                .contains("local");
    }

    @Test
    void everySettingHasADefault() throws ProviderException {
        LocalSettings settings = LocalSettings.of(spec(Map.of()));
        assertThat(settings.directory()).startsWith("/");
        assertThat(settings.pods()).isEqualTo(110);
        assertThat(settings.shell()).isEqualTo("/bin/sh");
        assertThat(settings.runtime().volumes()).isEqualTo(VolumeAccess.AUTO);
    }

    @Test
    void everySettingCanBeSet() throws ProviderException {
        Map<String, Object> all = Map.of(
                "directory",
                "/srv/pods/",
                "pods",
                5,
                "shell",
                "/bin/ash",
                "startAtBoot",
                true,
                "volumes",
                "environment",
                "runtime",
                "podman",
                "engine",
                "/opt/bin/podman",
                "sandboxImage",
                "localhost/pause:1");
        assertThat(LocalSettings.of(spec(all)))
                .isEqualTo(new LocalSettings(
                        "/srv/pods",
                        5,
                        "/bin/ash",
                        true,
                        new RuntimeSettings(
                                RuntimeSettings.Choice.PODMAN,
                                "/opt/bin/podman",
                                "localhost/pause:1",
                                VolumeAccess.ENVIRONMENT)));
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestName() {
        refused(Map.of("directroy", "/x"), "site edge: settings.directroy is unknown; did you mean \"directory\"?");
    }

    @Test
    void aSettingOfTheWrongTypeIsRefusedWithAnExample() {
        refused(Map.of("pods", "many"), "site edge: settings.pods must be a whole number from 1 to 10000");
        refused(Map.of("pods", 0), "site edge: settings.pods must be a whole number");
        refused(Map.of("directory", "state"), "site edge: settings.directory must be an absolute path");
        refused(Map.of("volumes", "never"), "site edge: settings.volumes must be one of [auto, environment]");
        refused(Map.of("runtime", "rkt"), "settings.runtime must be one of [auto, podman, docker, nerdctl, process]");
        refused(Map.of("engine", "podman"), "settings.engine must be an absolute path");
        refused(Map.of("sandboxImage", "a b"), "settings.sandboxImage must be one word without blanks");
    }

    @Test
    void aDirectoryWithAColonIsForProcessesOnly() throws ProviderException {
        refused(
                Map.of("directory", "/srv/a:b", "runtime", "podman"),
                "site edge: settings.directory must not hold a colon, by which container engines divide");
        refused(Map.of("directory", "/srv/a:b", "runtime", "auto"), "settings.directory must not hold a colon");
        assertThat(LocalSettings.of(spec(Map.of("directory", "/srv/a:b"))).directory())
                .isEqualTo("/srv/a:b");
    }

    private static void refused(Map<String, Object> settings, String message) {
        assertThatThrownBy(() -> LocalSettings.of(spec(settings)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.INVALID_CONFIG))
                .hasMessageContaining(message);
    }

    private static SiteSpec spec(Map<String, Object> settings) {
        return SiteSpec.of("edge", "local", settings);
    }
}
