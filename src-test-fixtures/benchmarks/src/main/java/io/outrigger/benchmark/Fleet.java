// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.VirtualKubelet;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The core with many sites in memory, joined to an API server of its own. */
final class Fleet implements AutoCloseable {

    private final ApiServerProcess server;
    private final BareClient client;
    private final VirtualKubelet kubelet;

    private Fleet(ApiServerProcess server, BareClient client, VirtualKubelet kubelet) {
        this.server = server;
        this.client = client;
        this.kubelet = kubelet;
    }

    /** Makes a fleet that has not been started. */
    static Fleet of(int sites) throws IOException {
        return of(sites, new MemoryFactory());
    }

    static Fleet of(int sites, ProviderFactory provider) throws IOException {
        return of(IntStream.range(0, sites).mapToObj(Fleet::site).toList(), provider);
    }

    static Fleet of(List<SiteSpec> sites, ProviderFactory provider) throws IOException {
        ApiServerProcess server = ApiServerProcess.start();
        VirtualKubelet kubelet = VirtualKubelet.builder()
                .cluster("benchmark")
                .kubeconfig(kubeconfig(server.url()))
                .endpoint(new EndpointOptions("127.0.0.1", 0, null, null, null, true))
                .provider(provider)
                .sites(sites)
                .build();
        return new Fleet(server, new BareClient(server.url()), kubelet);
    }

    static String siteName(int number) {
        return "site-" + number;
    }

    void start() throws Exception {
        kubelet.start();
    }

    int port() {
        return kubelet.endpointPort();
    }

    BareClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        kubelet.close();
        client.close();
        server.close();
    }

    private static SiteSpec site(int number) {
        return SiteSpec.of(siteName(number), "memory", Map.of());
    }

    private static Path kubeconfig(String url) throws IOException {
        Path file = Files.createTempFile("benchmark", ".kubeconfig");
        file.toFile().deleteOnExit();
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: local, cluster: {server: "%s"}}]
                users: [{name: nobody, user: {}}]
                contexts: [{name: local, context: {cluster: local, user: nobody}}]
                current-context: local
                """.formatted(url));
    }
}
