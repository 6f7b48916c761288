// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Certificates of the real signer, in a cluster whose API server trusts no others. */
@Tag("control-plane")
@Timeout(600)
class ServingCertificateEndToEndTest {

    /** What comes once TLS has succeeded; before that there is no answer. */
    private static final String STRANGER_IS_TOLD = "Unauthorized";

    private static final String REQUESTED = "certificate: cluster\ncertificateDirectory: endpoint\n";
    private static final String PERMISSIONS = "../image/permissions.yaml";
    private static final String APPROVED = REQUESTED + "approveServingCertificates: true\n";

    /** Somebody else requests a certificate for the same node and address. */
    private static final String STRANGER = """
            request=$(openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null \\
                -subj '/O=system:nodes/CN=system:node:approved-by-itself' \\
                -addext subjectAltName=IP:127.0.0.1,DNS:approved-by-itself 2>/dev/null | base64 -w0)
            kubectl create -f - <<EOF
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata: {name: stranger}
            spec:
              request: $request
              signerName: kubernetes.io/kubelet-serving
              usages: [digital signature, server auth]
            EOF
            """;

    private static ControlPlane controlPlane;

    @BeforeAll
    static void start() {
        controlPlane = ControlPlane.start(Path.of("target", "verifying-control-plane"), "--verify-kubelet");
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    void tlsIsRefusedUntilAnOperatorApproves_thenExecWorksWithACertificateOfTheCluster() throws IOException {
        try (var site = new EdgeSite(controlPlane, "approved-by-hand", controlPlane.kubeconfig(), REQUESTED)) {
            site.open();
            site.apply(Manifests.pod("shell", "exec sleep 3600"));
            site.awaitRunning("shell");

            String request = onlyRequest(site);
            assertThat(site.program().log()).contains("kubectl certificate approve " + request);
            assertThat(field(request, "{.spec.signerName} {.spec.usages}"))
                    .isEqualTo("kubernetes.io/kubelet-serving [\"digital signature\",\"server auth\"]");
            assertThat(site.shell("kubectl get csr " + request + " -o jsonpath={.spec.request} | base64 -d"
                                    + " | openssl req -noout -subject -text")
                            .orThrow())
                    .contains("O = system:nodes, CN = system:node:approved-by-hand")
                    .contains("IP Address:127.0.0.1, DNS:approved-by-hand");
            assertThat(exec(site).stderr()).contains("tls: ");
            assertThat(curl(site, "127.0.0.1").stderr()).contains("alert");

            site.program().stop();
            site.program().start();
            site.awaitNodeReady(Duration.ofSeconds(60));
            assertThat(onlyRequest(site)).as("after a restart").isEqualTo(request);

            approve(request);

            soon().untilAsserted(() -> assertThat(exec(site).stdout()).isEqualTo("inside\n"));
            assertThat(curl(site, "127.0.0.1").orThrow()).isEqualTo(STRANGER_IS_TOLD);
            assertThat(curl(site, site.name()).orThrow()).isEqualTo(STRANGER_IS_TOLD);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept(site))))
                    .isEqualTo("rw-------");

            site.program().stop();
            site.program().start();
            soon().untilAsserted(
                            () -> assertThat(curl(site, "127.0.0.1").stdout()).isEqualTo(STRANGER_IS_TOLD));
            assertThat(onlyRequest(site))
                    .as("after a restart with a certificate")
                    .isEqualTo(request);
        }
    }

    @Test
    void streamsGoOnWhenTheCertificateIsRenewed() throws Exception {
        try (var site = new EdgeSite(controlPlane, "renewed", controlPlane.kubeconfig(), REQUESTED)) {
            site.open();
            site.apply(Manifests.pod("shell", "while :; do echo tick; sleep 1; done"));
            site.awaitRunning("shell");
            approve(onlyRequest(site));
            soon().untilAsserted(() -> assertThat(exec(site).stdout()).isEqualTo("inside\n"));

            site.program().stop();
            ShortCertificate.write(controlPlane.directory(), kept(site), site.name());
            String old = "serial=" + ShortCertificate.SERIAL;
            site.program().start();
            soon().untilAsserted(() -> assertThat(served(site)).isEqualTo(old));

            try (var logs = site.kubectlStreaming("logs", "-f", "shell");
                    var exec = site.kubectlStreaming(
                            "exec",
                            "shell",
                            "--",
                            "sh",
                            "-c",
                            "echo begun; until [ -e end ]; do sleep 0.2; done; exit 7")) {
                soon().until(() -> exec.stdout().contains("begun"));
                soon().untilAsserted(() -> assertThat(requests(site)).hasSize(2));
                approve(requests(site).stream()
                        .filter(request ->
                                field(request, "{.status.conditions}").isEmpty())
                        .findFirst()
                        .orElseThrow());
                soon().untilAsserted(() -> assertThat(served(site)).isNotEqualTo(old));
                assertThat(curl(site, "127.0.0.1").orThrow()).isEqualTo(STRANGER_IS_TOLD);

                long ticks = logs.stdout().lines().count();
                soon().until(() -> logs.stdout().lines().count() > ticks + 1);
                assertThat(exec.isRunning()).isTrue();
                site.kubectl("exec", "shell", "--", "touch", "end").orThrow();
                assertThat(exec.await(Duration.ofSeconds(30)).exitCode()).isEqualTo(7);
            }
        }
    }

    @Test
    void theProgramApprovesItsOwnRequestsWithANarrowRole_andNoOthers() throws IOException {
        controlPlane.kubectl("create", "namespace", "outrigger").orThrow();
        controlPlane
                .kubectl("create", "serviceaccount", "outrigger", "-n", "outrigger")
                .orThrow();
        controlPlane.kubectl("apply", "-f", PERMISSIONS).orThrow();
        controlPlane
                .kubectl("delete", "clusterrolebinding", "outrigger-certificates", "outrigger-certificate-approver")
                .orThrow();
        try (var site = new EdgeSite(controlPlane, "approved-by-itself", ofServiceAccount(), APPROVED)) {
            assertThatThrownBy(site::open)
                    .hasMessageContaining("get certificatesigningrequests.certificates.k8s.io")
                    .hasMessageContaining("approve signers.certificates.k8s.io kubernetes.io/kubelet-serving");

            controlPlane.kubectl("apply", "-f", PERMISSIONS).orThrow();
            site.shell(STRANGER).orThrow();
            site.program().start();
            site.awaitNodeReady(Duration.ofSeconds(60));
            site.apply(Manifests.pod("shell", "exec sleep 3600"));
            site.awaitRunning("shell");

            soon().untilAsserted(() -> assertThat(exec(site).stdout()).isEqualTo("inside\n"));
            assertThat(field(onlyRequest(site), "{.spec.username} {.status.conditions[*].reason}"))
                    .isEqualTo("system:serviceaccount:outrigger:outrigger OutriggerApproved");
            assertThat(field("stranger", "{.metadata.name} {.status}")).isEqualTo("stranger {}");
        }
    }

    @Test
    void aDeniedRequestIsToldAndAskedForAgainLaterOnly() {
        try (var site = new EdgeSite(controlPlane, "denied", controlPlane.kubeconfig(), REQUESTED)) {
            site.open();
            String request = onlyRequest(site);

            controlPlane.kubectl("certificate", "deny", request).orThrow();

            soon().until(() -> site.program().log().contains("certificate request " + request + " was denied"));
            assertThat(onlyRequest(site)).isEqualTo(request);
            assertThat(site.readiness()).startsWith("True ");
        }
    }

    /** A kubeconfig whose user is the service account of the permissions. */
    private static Path ofServiceAccount() throws IOException {
        var file = controlPlane.directory().resolve("outrigger.conf");
        String token = controlPlane
                .kubectl("create", "token", "outrigger", "-n", "outrigger")
                .orThrow();
        Files.copy(controlPlane.kubeconfig(), file, StandardCopyOption.REPLACE_EXISTING);
        String config = "--kubeconfig=" + file;
        controlPlane
                .kubectl("config", config, "set-credentials", "outrigger", "--token=" + token.strip())
                .orThrow();
        controlPlane
                .kubectl("config", config, "set-context", "test", "--user=outrigger")
                .orThrow();
        return file;
    }

    private static String onlyRequest(EdgeSite site) {
        return soon().until(() -> requests(site), found -> found.size() == 1).get(0);
    }

    /** The names of the requests that a program has made for its node. */
    private static List<String> requests(EdgeSite site) {
        return site.shell("""
                        for each in $(kubectl get csr -o name | grep /outrigger-); do
                            kubectl get "$each" -o jsonpath={.spec.request} | base64 -d | openssl req -noout -subject \
                                | grep -q 'CN = system:node:%s$' && basename "$each"
                        done; true
                        """.formatted(site.name())).orThrow().lines().toList();
    }

    private static void approve(String request) {
        controlPlane.kubectl("certificate", "approve", request).orThrow();
    }

    private static String field(String request, String jsonPath) {
        return controlPlane
                .kubectl("get", "csr", request, "-o", "jsonpath=" + jsonPath)
                .orThrow();
    }

    private static CommandResult exec(EdgeSite site) {
        return site.kubectl("exec", "shell", "--", "echo", "inside");
    }

    /** Asks the endpoint under one of its names as a stranger who trusts the cluster's authority only. */
    private static CommandResult curl(EdgeSite site, String host) {
        return site.shell("curl --silent --show-error --cacert '%s' --resolve %s:%s:127.0.0.1 https://%s:%s/healthz"
                .formatted(controlPlane.directory().resolve("ca.crt"), host, port(site), host, port(site)));
    }

    /** The serial number of the certificate that is served; empty when there is none. */
    private static String served(EdgeSite site) {
        return site.shell("openssl s_client -connect 127.0.0.1:" + port(site)
                        + " </dev/null 2>/dev/null | openssl x509 -noout -serial")
                .stdout()
                .strip();
    }

    private static String port(EdgeSite site) {
        return site.field("node/" + site.name(), "{.status.daemonEndpoints.kubeletEndpoint.Port}");
    }

    private static Path kept(EdgeSite site) {
        return site.file(Path.of("endpoint", "serving.pem"));
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500));
    }
}
