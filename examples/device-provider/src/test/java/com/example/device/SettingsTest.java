// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write is checked before anything is connected. */
class SettingsTest {

    private static final String URL = "http://192.0.2.7:8080";

    @Test
    void anAddressIsEnough() throws Exception {
        DeviceSettings settings = read(Map.of("url", URL + "/api/"));
        assertThat(settings.url()).hasToString(URL + "/api");
        assertThat(settings.tokenFile()).isNull();
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everythingCanBeSaid(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "sesame");
        DeviceSettings settings = read(Map.of("url", URL, "tokenFile", token.toString(), "timeout", "1.5s"));
        assertThat(settings.tokenFile()).isEqualTo(token);
        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "192.0.2.7", "ftp://192.0.2.7", "http://", "http://192.0.2.7/?a=b", "http:// 192.0.2.7"})
    void anImpossibleAddressIsRefused(String url) {
        refused(Map.of("url", url), "settings.url", "http://192.0.2.7:8080");
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotShown() {
        assertThat(refused(Map.of("url", "http://me:open-sesame@192.0.2.7"), "settings.url"))
                .hasMessageNotContaining("sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "soon", "0s", "-1s", "21s", "P1D"})
    void anImpossibleTimeoutIsRefused(String timeout) {
        refused(Map.of("url", URL, "timeout", timeout), "settings.timeout", "for example 5s");
    }

    @Test
    void aTokenFileThatIsNotThereIsRefused() {
        refused(Map.of("url", URL, "tokenFile", "/nowhere/token"), "settings.tokenFile", "/nowhere/token");
    }

    @Test
    void aNumberInsteadOfATextIsRefused() {
        refused(Map.of("url", URL, "timeout", 5), "settings.timeout", "quotation marks");
    }

    @Test
    void anUnknownSettingIsRefused() {
        refused(Map.of("url", URL, "tokenfile", "x"), "settings.tokenfile", "unknown", "tokenFile");
    }

    private static DeviceSettings read(Map<String, Object> settings) throws ProviderException {
        return DeviceSettings.read(SiteSpec.of("lathe-7", "device", new HashMap<>(settings)));
    }

    private static ProviderException refused(Map<String, Object> settings, String... words) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, () -> read(settings));
        assertThat(failure).as("a ProviderException").isNotNull();
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_CONFIG);
        assertThat(failure.getMessage()).contains("site lathe-7").contains(words);
        return failure;
    }
}
