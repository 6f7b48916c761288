// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.outrigger.localapi.LocalApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cluster in memory, a site on this machine, and the files that the program needs for both. */
final class TestCluster implements AutoCloseable {

    static final String NODE = "press-hall-1";

    final LocalApiServer server = LocalApiServer.builder().build().start();
    final KubernetesClient client;
    private final Path directory;

    TestCluster(Path directory) throws IOException {
        this.directory = directory;
        server.writeKubeconfig(kubeconfig());
        var config = Config.empty();
        config.setMasterUrl(server.url());
        client = new KubernetesClientBuilder().withConfig(config).build();
        configure(0);
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    Path configuration() {
        return directory.resolve("outrigger.yaml");
    }

    void configure(int port) throws IOException {
        Files.writeString(configuration(), """
                cluster: demo
                kubeconfig: kubeconfig
                endpoint: {address: 127.0.0.1, port: %d, anonymous: true}
                sites:
                - name: %s
                  provider: local
                  settings: {directory: %s/site}
                """.formatted(port, NODE, directory));
    }

    boolean nodeIsReady() {
        var node = client.nodes().withName(NODE).get();
        return node != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    void createPod(String name, String script) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(NODE)
                        .addNewContainer()
                        .withName("main")
                        .withImage("host")
                        .withCommand("/bin/sh", "-c", script)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    String phase(String pod) {
        return client.pods()
                .inNamespace("default")
                .withName(pod)
                .get()
                .getStatus()
                .getPhase();
    }

    boolean isGone(String pod) {
        return client.pods().inNamespace("default").withName(pod).get() == null;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
