// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as the real kubectl sees it. Skipped, with a message, where there is no kubectl. */
class KubectlTest {
    private static final String NODE = """
            {"apiVersion": "v1", "kind": "Node",
             "metadata": {"name": "edge-1", "labels": {"zone": "a"}},
             "spec": {"taints": [{"key": "virtual-kubelet.io/provider", "value": "ssh", "effect": "NoSchedule"}]},
             "status": {"capacity": {"cpu": "4", "memory": "8Gi", "pods": "110"},
              "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
              "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
              "nodeInfo": {"kubeletVersion": "v1.36.0", "osImage": "none", "kernelVersion": "6.1",
               "containerRuntimeVersion": "process://1"}}}
            """;
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web"}},
             "spec": {"tolerations": [{"key": "virtual-kubelet.io/provider", "operator": "Exists"}],
              "containers": [{"name": "main", "image": "IMAGE", "resources": {"requests": {"cpu": "100m"}}}]}}
            """;

    @TempDir
    Path directory;

    private LocalApiServer server;
    private Kubectl kubectl;

    @BeforeEach
    void start() throws IOException {
        Optional<Path> program = Kubectl.program();
        Assumptions.assumeTrue(program.isPresent(), "no kubectl: put one on the PATH or name it by KUBECTL");
        server = LocalApiServer.builder().port(0).build().start();
        kubectl = Kubectl.of(program.orElseThrow(), server, directory);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void discovery_tells_names_short_names_and_versions() throws Exception {
        assertThat(kubectl.run("version")).contains("Server Version: v1.32.0+outrigger");
        assertThat(kubectl.run("api-resources")).contains("po ", "no ", "leases", "coordination.k8s.io/v1");
        assertThat(kubectl.run("get", "ns")).contains("kube-node-lease", "Active");
        assertThat(kubectl.run("get", "all")).contains("service/kubernetes");
    }

    @Test
    void nodes_are_created_shown_labelled_tainted_and_cordoned() throws Exception {
        kubectl.run("create", "-f", file(NODE));
        assertThat(kubectl.run("get", "nodes", "-o", "wide"))
                .containsPattern("edge-1 +Ready +<none> .*v1.36.0 +127.0.0.1");
        kubectl.run("label", "node", "edge-1", "site=north");
        kubectl.run("annotate", "node", "edge-1", "note=here");
        kubectl.run("taint", "node", "edge-1", "repair=now:NoSchedule");
        assertThat(kubectl.run("get", "node", "edge-1", "-o", "yaml"))
                .contains("site: north", "note: here", "key: repair", "key: virtual-kubelet.io/provider");
        kubectl.run("taint", "node", "edge-1", "repair-");
        kubectl.run("cordon", "edge-1");
        assertThat(kubectl.run("get", "no")).contains("Ready,SchedulingDisabled");
        kubectl.run("uncordon", "edge-1");
        assertThat(kubectl.run("describe", "node", "edge-1"))
                .contains("KubeletReady", "Taints:             virtual-kubelet.io/provider=ssh:NoSchedule");
        assertThat(kubectl.run("get", "nodes", "-l", "site in (north),!gone", "-o", "name"))
                .contains("node/edge-1");
    }

    @Test
    void a_pod_is_applied_scheduled_changed_and_drained() throws Exception {
        kubectl.run("create", "-f", file(NODE));
        assertThat(kubectl.run("apply", "-f", file(pod("busybox:1")))).contains("pod/web created");
        kubectl.run("wait", "--for=condition=PodScheduled", "pod/web", "--timeout=20s");
        assertThat(kubectl.run("get", "pods", "-o", "wide")).containsPattern("web +0/1 +Pending +0 .* edge-1 ");
        assertThat(kubectl.run("apply", "-f", file(pod("busybox:2")))).contains("pod/web configured");
        assertThat(kubectl.run("get", "pod", "web", "-o", "jsonpath={.spec.containers[0].image}"))
                .isEqualTo("busybox:2");
        assertThat(kubectl.run("describe", "pod", "web")).contains("Successfully assigned default/web to edge-1");
        assertThat(kubectl.run("events")).contains("Scheduled");

        kubectl.tryRun("drain", "edge-1", "--force", "--timeout=1s");
        assertThat(kubectl.run("get", "pods")).contains("Terminating");
        assertThat(kubectl.run("delete", "pod", "web", "--force", "--grace-period=0"))
                .contains("force deleted");
        kubectl.run("wait", "--for=delete", "pod/web", "--timeout=20s");
        assertThat(kubectl.run("get", "pods")).contains("No resources found");
    }

    @Test
    void a_watch_shows_what_happens() throws Exception {
        kubectl.run("create", "-f", file(NODE));
        Path output = directory.resolve("watch.out");
        Process watch = kubectl.start(output, "get", "nodes", "-w");
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Kubectl.read(output).contains("edge-1"));
            kubectl.run("cordon", "edge-1");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Kubectl.read(output).contains("SchedulingDisabled"));
        } finally {
            watch.destroy();
        }
    }

    @Test
    void a_pod_that_fits_nowhere_says_why() throws Exception {
        kubectl.run("create", "-f", file(NODE));
        kubectl.run("run", "stranger", "--image=busybox");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(kubectl.run("describe", "pod", "stranger"))
                                .contains(
                                        "0/1 nodes are available: 1 node(s) had untolerated taint {virtual-kubelet.io/provider: ssh}."));
    }

    @Test
    void the_create_commands_that_send_protobuf_work() throws Exception {
        kubectl.run("create", "namespace", "team");
        kubectl.run("-n", "team", "create", "configmap", "settings", "--from-literal=colour=blue");
        kubectl.run("-n", "team", "create", "secret", "generic", "key", "--from-literal=password=x");
        kubectl.run("-n", "team", "create", "serviceaccount", "robot");
        assertThat(kubectl.run("-n", "team", "create", "token", "robot")).startsWith("ey");
        assertThat(kubectl.run("-n", "team", "get", "cm", "settings", "-o", "jsonpath={.data.colour}"))
                .isEqualTo("blue");
        assertThat(kubectl.run("-n", "team", "get", "secret", "key", "-o", "jsonpath={.data.password}"))
                .isEqualTo("eA==");
        assertThat(kubectl.run("auth", "can-i", "create", "pods")).contains("yes");
        kubectl.run("delete", "namespace", "team", "--timeout=20s");
    }

    @Test
    void what_is_not_served_is_refused_in_a_sentence() throws Exception {
        Kubectl.Result serverSide = kubectl.tryRun("apply", "--server-side", "-f", file(NODE));
        assertThat(serverSide.exitCode()).isNotZero();
        assertThat(serverSide.output()).contains("server-side apply is not served here");
        Kubectl.Result deployment = kubectl.tryRun("get", "deployments");
        assertThat(deployment.output()).contains("the server doesn't have a resource type \"deployments\"");
    }

    @Test
    void an_invalid_pod_is_refused_with_the_field_that_is_wrong() throws Exception {
        Kubectl.Result result =
                kubectl.tryRun("apply", "-f", file(pod("busybox:1").replace("\"main\"", "\"Main_1\"")));
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("spec.containers[0].name: Invalid value: \"Main_1\"");
    }

    @Test
    void a_mistyped_field_is_refused_by_name() throws Exception {
        Kubectl.Result result =
                kubectl.tryRun("apply", "-f", file(pod("busybox:1").replace("\"image\"", "\"imge\"")));
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("unknown field \"spec.containers[0].imge\"");
    }

    private static String pod(String image) {
        return POD.replace("IMAGE", image);
    }

    private String file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "object", ".json"), content)
                .toString();
    }
}
