// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.process.VolumeAccess;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class SshSettingsTest {

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJf2OCxJTyKkqZwtFfBBKgAk57DtH7QxVYwLyEcJtI+x";
    private static final String FINGERPRINT = "SHA256:" + "a".repeat(43);
    private static final Map<String, Object> LEAST =
            Map.of("host", "192.0.2.7", "user", "edge", "keyFile", "/keys/id", "hostKey", KEY);

    @Test
    void theServiceLoaderFindsTheProvider() {
        assertThat(ServiceLoader.load(ProviderFactory.class))
                .extracting(ProviderFactory::name)
                .contains("ssh");
    }

    @Test
    void everythingElseHasADefault() throws ProviderException {
        SshSettings settings = SshSettings.of(spec(LEAST));
        assertThat(settings.access().port()).isEqualTo(22);
        assertThat(settings.access().certificateFile()).isNull();
        assertThat(settings.access().jumps()).isEmpty();
        assertThat(settings.access().timeouts().connect()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.access().timeouts().command()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.directory()).isEqualTo("/home/edge/.outrigger");
        assertThat(settings.pods()).isEqualTo(110);
        assertThat(settings.runtime().wanted()).containsExactly("auto");
        assertThat(settings.shell()).isEqualTo("/bin/sh");
        assertThat(settings.runtime().volumes()).isEqualTo(VolumeAccess.AUTO);
    }

    @Test
    void rootKeepsItsPodsWhereTheSystemDoes() throws ProviderException {
        assertThat(SshSettings.of(spec(with("user", "root"))).directory()).isEqualTo("/var/lib/outrigger");
    }

    @Test
    void everySettingCanBeSet() throws ProviderException {
        Map<String, Object> all = new HashMap<>(LEAST);
        all.putAll(Map.of(
                "port", 2222,
                "certificateFile", "/keys/id-cert.pub",
                "hostKey", List.of(KEY, FINGERPRINT),
                "hostAuthority", KEY,
                "jump",
                        List.of(Map.of(
                                "host", "bastion", "user", "hop", "keyFile", "/keys/hop", "hostKey", FINGERPRINT)),
                "directory", "/srv/pods",
                "runtime", "podman",
                "connectTimeout", "5s",
                "commandTimeout", "1m"));
        SshSettings settings = SshSettings.of(spec(all));
        assertThat(settings.access().port()).isEqualTo(2222);
        assertThat(settings.access().certificateFile()).isEqualTo(Path.of("/keys/id-cert.pub"));
        assertThat(settings.runtime().wanted()).containsExactly("podman");
        assertThat(settings.access().jumps()).hasSize(1);
        assertThat(settings.access().jumps().get(0).host()).isEqualTo("bastion");
        assertThat(settings.access().timeouts().connect()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.access().timeouts().command()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aHostWhoseKeyNobodyKnowsIsRefused() {
        Map<String, Object> settings = new HashMap<>(LEAST);
        settings.remove("hostKey");
        refused(
                settings,
                "site edge: settings.hostKey is missing: the key by which the host is known, as \"outrigger enroll\"");
    }

    @Test
    void aHostKeyThatIsNoneIsRefused() {
        refused(with("hostKey", "ssh-ed25519 nonsense"), "site edge: settings.hostKey cannot be used");
        refused(with("hostKey", "SHA256:short"), "a fingerprint is SHA256: and 43 characters");
        refused(with("hostKey", "*"), "site edge: settings.hostKey cannot be used");
        refused(with("hostKey", List.of()), "site edge: settings.hostKey is missing");
        refused(with("hostAuthority", FINGERPRINT.substring(7)), "site edge: settings.hostAuthority cannot be used");
    }

    @Test
    void whatIsMissingIsNamed() {
        for (String key : List.of("host", "user", "keyFile")) {
            Map<String, Object> settings = new HashMap<>(LEAST);
            settings.remove(key);
            refused(settings, "site edge: settings." + key + " is missing: ");
        }
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestName() {
        refused(with("hostkey", KEY), "site edge: settings.hostkey is unknown; did you mean \"hostKey\"?");
        refused(with("password", "x"), "site edge: settings.password is unknown");
        refused(
                with("jump", List.of(Map.of("hst", "bastion"))),
                "site edge: settings.jump[0].hst is unknown; did you mean \"host\"?");
    }

    @Test
    void aWordThatAProgramWouldTakeForAnOptionIsRefused() {
        refused(with("user", "-oProxyCommand=x"), "site edge: settings.user must be one word");
        refused(with("host", "two words"), "site edge: settings.host must be one word");
    }

    @Test
    void aSettingOfTheWrongTypeIsRefused() {
        refused(with("port", 65_536), "site edge: settings.port must be a whole number from 1 to 65535");
        refused(with("keyFile", "id"), "site edge: settings.keyFile must be an absolute path");
        refused(with("jump", "bastion"), "site edge: settings.jump must be a list");
        refused(with("connectTimeout", "soon"), "site edge: settings.connectTimeout must be a time up to 5m");
        refused(with("commandTimeout", "6m"), "site edge: settings.commandTimeout must be a time up to 5m");
    }

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> settings = new HashMap<>(LEAST);
        settings.put(key, value);
        return settings;
    }

    private static void refused(Map<String, Object> settings, String message) {
        assertThatThrownBy(() -> SshSettings.of(spec(settings)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.INVALID_CONFIG))
                .hasMessageContaining(message);
    }

    private static SiteSpec spec(Map<String, Object> settings) {
        return SiteSpec.of("edge", "ssh", settings);
    }
}
