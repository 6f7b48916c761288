// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The client underneath reads settings of the whole process when it is asked to; for a kubeconfig it is not. */
@Isolated("it changes settings of the whole process for a moment")
final class SurroundingsTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "kubernetes.master", "https://attacker.example",
            "kubernetes.auth.token", "stolen",
            "kubernetes.trust.certificates", "true",
            "kubernetes.disable.hostname.verification", "true",
            "kubernetes.impersonate.username", "admin",
            "kubernetes.namespace", "elsewhere",
            "https.proxy", "http://192.0.2.1:3128",
            "http.proxy", "http://192.0.2.1:3128",
            "http2.disable", "true");

    @Test
    void aKubeconfigCountsAndTheSettingsOfTheProcessDoNot(@TempDir Path directory) throws IOException {
        Path file = kubeconfig(directory, "");
        Map<String, String> before = new TreeMap<>();
        SETTINGS.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        ProxySelector proxies = ProxySelector.getDefault();
        ProxySelector.setDefault(new Detour());
        try {
            Config config = Kubeconfig.file(file, null, Clock.systemUTC());
            assertThat(config.getMasterUrl()).startsWith("https://192.0.2.7");
            assertThat(config.getAutoOAuthToken()).isNull();
            assertThat(config.getOauthToken()).isNull();
            assertThat(config.isTrustCerts()).isFalse();
            assertThat(config.isDisableHostnameVerification()).isFalse();
            assertThat(config.getImpersonateUsername()).isNull();
            assertThat(config.getHttpsProxy()).isNull();

            OkHttpClient client = HttpTuning.client(config, Clock.systemUTC());
            assertThat(client.proxy()).isEqualTo(Proxy.NO_PROXY);
        } finally {
            ProxySelector.setDefault(proxies);
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }

    @Test
    void theProxyOfAKubeconfigCounts(@TempDir Path directory) throws IOException {
        Path file = kubeconfig(directory, ", proxy-url: \"http://192.0.2.9:3128\"");
        OkHttpClient client = HttpTuning.client(Kubeconfig.file(file, null, Clock.systemUTC()), Clock.systemUTC());
        assertThat(String.valueOf(client.proxy())).contains("192.0.2.9", "3128");
    }

    private static Path kubeconfig(Path directory, String proxy) throws IOException {
        return Files.writeString(directory.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: one
                clusters: [{name: c1, cluster: {server: "https://192.0.2.7"%s}}]
                users: [{name: u1, user: {}}]
                contexts: [{name: one, context: {cluster: c1, user: u1}}]
                """.formatted(proxy));
    }

    /** Sends everything another way. */
    private static final class Detour extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("192.0.2.1", 3128)));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }
}
