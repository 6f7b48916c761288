// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.engine.ClusterNames;
import io.outrigger.provider.ssh.process.VolumeAccess;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.util.List;
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
        assertThat(settings.runtime().names()).isEqualTo(new ClusterNames(List.of(), "cluster.local"));
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
                "localhost/pause:1",
                "clusterDNS",
                List.of("10.96.0.10", "fd00::a"),
                "clusterDomain",
                "plant.example");
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
                                new ClusterNames(List.of("10.96.0.10", "fd00::a"), "plant.example"),
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
        String servers = "settings.clusterDNS must be a list of at most 3 IP addresses, for example [10.96.0.10]";
        refused(Map.of("clusterDNS", List.of("dns.example")), servers);
        refused(Map.of("clusterDNS", "10.96.0.256"), servers);
        refused(Map.of("clusterDNS", "10.96.0"), servers);
        refused(Map.of("clusterDNS", "fe80::1%eth0"), servers);
        refused(Map.of("clusterDNS", "::g"), servers);
        refused(Map.of("clusterDNS", List.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")), servers);
        refused(Map.of("clusterDNS", List.of(10)), "settings.clusterDNS must be a text or a list of texts");
        String domain = "settings.clusterDomain must be a domain in lower case, for example cluster.local";
        refused(Map.of("clusterDomain", "Cluster.local"), domain);
        refused(Map.of("clusterDomain", "cluster.local."), domain);
        refused(Map.of("clusterDomain", "a b"), domain);
        refused(Map.of("clusterDomain", "a".repeat(300)), domain);
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
