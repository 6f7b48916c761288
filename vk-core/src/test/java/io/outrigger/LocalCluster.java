// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.localapi.LocalApiServer;
import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A cluster in memory, a client that looks at it as a user would, and places in memory for sites. */
final class LocalCluster implements AutoCloseable {

    LocalApiServer server = LocalApiServer.builder().build().start();
    final MemoryFactory memory = new MemoryFactory();
    final KubernetesClient client;
    private final Path kubeconfig;

    LocalCluster(Path directory) throws IOException {
        kubeconfig = directory.resolve("kubeconfig");
        server.writeKubeconfig(kubeconfig);
        var config = Config.empty();
        config.setMasterUrl(server.url());
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50));
    }

    VirtualKubeletBuilder kubelet(String... sites) {
        var builder = VirtualKubelet.builder()
                .cluster("demo")
                .kubeconfig(kubeconfig)
                .provider(memory)
                .endpoint(EndpointOptions.selfSigned("127.0.0.1", 0, null));
        for (String site : sites) {
            builder.site(SiteSpec.of(site, "memory", Map.of("contactTimeoutSeconds", 2)));
        }
        return builder;
    }

    Node node(String name) {
        Node node = client.nodes().withName(name).get();
        if (node == null) {
            throw new AssertionError("no node " + name);
        }
        return node;
    }

    /** The status and reason of a node's condition, or empty. */
    String condition(String node, String type) {
        Node found = client.nodes().withName(node).get();
        if (found == null) {
            return "";
        }
        return found.getStatus().getConditions().stream()
                .filter(each -> each.getType().equals(type))
                .map(LocalCluster::words)
                .findFirst()
                .orElse("");
    }

    Pod pod(String name) {
        return client.pods().inNamespace("default").withName(name).get();
    }

    String phase(String name) {
        Pod pod = pod(name);
        return pod == null ? "gone" : pod.getStatus().getPhase();
    }

    PodRef createPod(String name, String node) {
        return createPod(name, node, "Always");
    }

    PodRef createPod(String name, String node, String restartPolicy) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withRestartPolicy(restartPolicy)
                .addNewContainer()
                .withName("main")
                .withImage("example.invalid/app:1")
                .endContainer()
                .endSpec()
                .build();
        return PodRef.of(client.resource(pod).create());
    }

    /** Loses everything the API server had and starts it again where it was. */
    void restartEmpty() {
        int port = server.port();
        server.close();
        server = LocalApiServer.builder().port(port).build().start();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private static String words(NodeCondition condition) {
        return condition.getStatus() + " " + condition.getReason();
    }
}
