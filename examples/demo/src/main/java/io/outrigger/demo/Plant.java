// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.outrigger.StartException;
import io.outrigger.VirtualKubelet;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.localapi.LocalApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The cluster of the demo with its halls and pods. Made and closed by {@link Demo}; reading is safe from any thread. */
final class Plant implements AutoCloseable {

    private static final String NAMESPACE = "default";
    private static final int STOP_SECONDS = 10;

    private final LocalApiServer server;
    private final HallServer hall;
    private final VirtualKubelet kubelet;
    private final KubernetesClient client;
    private final Halls halls;
    private final Path kubeconfig;

    private Plant(
            LocalApiServer server,
            HallServer hall,
            VirtualKubelet kubelet,
            KubernetesClient client,
            Halls halls,
            Path kubeconfig) {
        this.server = server;
        this.hall = hall;
        this.kubelet = kubelet;
        this.client = client;
        this.halls = halls;
        this.kubeconfig = kubeconfig;
    }

    /** Starts the cluster, the halls and what runs in them. */
    static Plant start(Path folder, int port, Console console) throws IOException, StartException {
        Path share = Files.createDirectories(folder.resolve("share"));
        Containers containers = Containers.choose(folder);
        var halls = new Halls(folder.resolve("sites"), containers);
        halls.clear();
        console.line("starting an API server");
        LocalApiServer server = LocalApiServer.builder().port(port).build().start();
        Path kubeconfig = folder.resolve("kubeconfig");
        server.writeKubeconfig(kubeconfig);
        console.line("opening three halls, the last one by SSH: " + String.join(", ", halls.names()));
        HallServer hall = HallServer.start(folder);
        VirtualKubelet kubelet = VirtualKubelet.builder()
                .cluster(Halls.CLUSTER)
                .kubeconfig(kubeconfig)
                .endpoint(new EndpointOptions("127.0.0.1", 0, null, null, null, true))
                .sites(halls.specs(hall))
                .build();
        kubelet.start();
        Config config =
                new ConfigBuilder(Config.empty()).withMasterUrl(server.url()).build();
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        console.line("starting a sensor, a filter and a belt, which is " + containers.remark());
        client.load(scene(share, containers.image())).inNamespace(NAMESPACE).create();
        return new Plant(server, hall, kubelet, client, halls, kubeconfig);
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Waits until every pod runs. */
    void awaitRunning(Duration most) {
        for (Pod pod : pods()) {
            client.pods()
                    .inNamespace(NAMESPACE)
                    .withName(pod.getMetadata().getName())
                    .waitUntilReady(most.toSeconds(), TimeUnit.SECONDS);
        }
    }

    List<Node> nodes() {
        return client.nodes().list().getItems();
    }

    List<Pod> pods() {
        return client.pods().inNamespace(NAMESPACE).list().getItems();
    }

    /** The last lines of a pod's log. */
    String log(Pod pod, int lines) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod.getMetadata().getName())
                .tailingLines(lines)
                .getLog();
    }

    /** Stops the pods, then everything else. */
    @Override
    public void close() {
        List<Pod> pods = pods();
        pods.forEach(pod -> client.resource(pod).delete());
        for (HasMetadata pod : pods) {
            client.resource(pod).waitUntilCondition(gone -> gone == null, STOP_SECONDS, TimeUnit.SECONDS);
        }
        client.close();
        kubelet.close();
        hall.close();
        server.close();
        halls.clear();
    }

    private static InputStream scene(Path share, String image) throws IOException {
        try (InputStream scene = Plant.class.getResourceAsStream("scene.yaml")) {
            if (scene == null) {
                throw new IOException("scene.yaml is missing from the class path");
            }
            String text = new String(scene.readAllBytes(), StandardCharsets.UTF_8);
            byte[] filled = text.replace("${share}", share.toString())
                    .replace("${image}", image)
                    .getBytes(StandardCharsets.UTF_8);
            return new ByteArrayInputStream(filled);
        }
    }
}
