// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.Podman;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers of a podman that belongs to an account without rights, whose pods have the network of the host. */
@EndToEnd
@NeedsOpenSsh
class RootlessPodmanEndToEndTest {

    private static SshHost host;
    private static Podman podman;
    private static EdgeSite site;

    @BeforeAll
    static void open(ControlPlane controlPlane) {
        Account account = Account.unprivileged();
        host = SshHost.of(account);
        try {
            podman = Podman.rootless(account);
        } catch (IOException exception) {
            abort("SKIPPED, podman cannot run containers without root here: " + exception.getMessage());
        }
        site = new EdgeSite(controlPlane, "rootless", host.podman(podman));
        site.open();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.kubectl("delete", "deployment,pod", "--all", "--grace-period=0", "--force");
            site.close();
        }
        if (podman != null) {
            podman.close();
        }
        host.close();
    }

    @Test
    void aDeploymentRunsUnderTheAccountOutlivesTheServerAndLeavesNothing() throws IOException {
        site.apply(deployment(freePort()));
        site.kubectl("rollout", "status", "deployment/web", "--timeout=90s").orThrow();
        String containers = podman.run("ps", "-a", "-q", "--no-trunc");
        assertThat(containers.lines()).as("a sandbox and a container").hasSize(2);
        String process = podman.run(
                "inspect",
                "--format",
                "{{.State.Pid}}",
                containers.lines().findFirst().orElseThrow());
        assertThat(Files.getOwner(Path.of("/proc", process)).getName())
                .isEqualTo(host.account().name());
        assertThat(site.kubectl("logs", "deployment/web").orThrow()).isEqualTo("0\n");
        CommandResult command = site.kubectl("exec", "deployment/web", "--", "sh", "-c", "cat /www/greeting; exit 42");
        assertThat(command.stdout()).isEqualTo("0\n");
        assertThat(command.stderr()).contains("exit code 42");
        Set<String> pods = site.uids("app=web");

        host.server().stop();
        site.await(
                "node/" + site.name(),
                Duration.ofSeconds(60),
                () -> assertThat(site.readiness()).isEqualTo("False SiteDisconnected"));
        host.server().start();
        site.awaitNodeReady(Duration.ofSeconds(60));
        site.kubectl("rollout", "status", "deployment/web", "--timeout=60s").orThrow();
        assertThat(site.uids("app=web")).isEqualTo(pods);
        assertThat(podman.run("ps", "-a", "-q", "--no-trunc")).isEqualTo(containers);

        site.kubectl("delete", "deployment", "web").orThrow();
        site.await(
                "node/" + site.name(),
                Duration.ofSeconds(60),
                () -> assertThat(site.uids("app=web")).isEmpty());
        Awaitility.await()
                .untilAsserted(() -> assertThat(podman.run("ps", "-a")).doesNotContain(pods));
    }

    @Test
    void whatTheAccountMayNotDoIsRefusedByTheNameOfTheField() {
        site.apply(pod("low-port", "hostNetwork: true", "ports: [{containerPort: 80, hostPort: 80}]"));
        site.apply(pod("limited", "hostNetwork: true", "resources: {limits: {memory: 64Mi}}"));
        awaitEvent("low-port", "spec.containers[0].ports has hostPort 80, and the account may not take ports");
        awaitEvent("limited", "spec.containers[0].resources.limits cannot be kept by an account");
    }

    @Test
    void aNetworkThatTheAccountCannotMakeIsToldInTheEnginesWords() {
        site.apply(pod("apart", "hostNetwork: false", "tty: false"));
        awaitEvent("apart", "/dev/net/tun");
    }

    private static void awaitEvent(String pod, String words) {
        site.await(
                "pod/" + pod,
                Duration.ofSeconds(30),
                () -> assertThat(site.kubectl("describe", "pod", pod).orThrow()).contains(words));
    }

    private static String pod(String name, String ofPod, String ofContainer) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  PLACEMENT
                  %s
                  containers:
                  - {name: main, image: %s, command: [sleep, "1000"], %s}
                ---
                """.formatted(name, ofPod, Podman.IMAGE, ofContainer);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String deployment(int port) {
        return DEPLOYMENT.replace("PORT", Integer.toString(port)).replace("IMAGE", Podman.IMAGE);
    }

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              strategy: {type: Recreate}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  PLACEMENT
                  hostNetwork: true
                  terminationGracePeriodSeconds: 2
                  containers:
                  - name: main
                    image: IMAGE
                    command:
                    - sh
                    - -c
                    - |
                      trap 'exit 0' TERM
                      mkdir /www && id -u | tee /www/greeting
                      busybox httpd -f -p PORT -h /www & wait
                    readinessProbe: {periodSeconds: 1, timeoutSeconds: 5, httpGet: {path: /greeting, port: PORT}}
            """;
}
