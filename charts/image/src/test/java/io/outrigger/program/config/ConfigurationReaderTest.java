// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.outrigger.kubelet.EndpointLimits;
import io.outrigger.kubelet.RequestedCertificate;
import io.outrigger.spi.Autonomy;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {

    @TempDir
    Path directory;

    private final Map<String, String> environment = Map.of("SITE_DIRECTORY", "/srv/pods", "SECRET", "hunter2");

    @Test
    void theSmallestFileIsEnough() throws Exception {
        var configuration = read("""
                cluster: demo
                sites:
                  - {name: press-hall-1, provider: local}
                """);

        assertThat(configuration.cluster()).isEqualTo("demo");
        assertThat(configuration.kubeconfig()).isNull();
        assertThat(configuration.providerTaint()).isTrue();
        assertThat(configuration.sites()).containsExactly(SiteSpec.of("press-hall-1", "local", Map.of()));
        assertThat(configuration.endpoint().port()).isEqualTo(10250);
        assertThat(configuration.endpoint().anonymous()).isFalse();
        assertThat(configuration.endpoint().healthPort()).isZero();
        assertThat(configuration.endpoint().limits()).isEqualTo(EndpointLimits.DEFAULT);
        assertThat(configuration.endpoint().address()).isNotBlank();
    }

    @Test
    void everyKeyArrives() throws Exception {
        var configuration = read("""
                cluster: plant.example
                kubeconfig: edge.kubeconfig
                providerTaint: false
                endpoint:
                  address: 127.0.0.1
                  port: 0
                  certificateFile: tls.crt
                  keyFile: /etc/outrigger/tls.key
                  clientCaFile: ca.crt
                  anonymous: true
                  healthPort: 10248
                  connections: 20
                  connectionsPerAddress: 10
                  unprovenConnections: 5
                  streams: 30
                  streamsPerNode: 15
                sites:
                - name: press-hall-1
                  provider: local
                  settings:
                    directory: ${env:SITE_DIRECTORY}
                    pods: 20
                  labels: {floor: "2", example.com/line: north}
                  taints: [{key: edge, value: "true", effect: NoExecute}]
                  zone: hall-1
                  region: plant
                  capacity: {cpu: 4, memory: 8Gi, ephemeral-storage: 1.5G}
                  autonomy: 1h30m
                - name: gate
                  provider: local
                  autonomy: cluster
                """);

        assertThat(configuration.kubeconfig()).isEqualTo(directory.resolve("edge.kubeconfig"));
        assertThat(configuration.providerTaint()).isFalse();
        var endpoint = configuration.endpoint();
        assertThat(endpoint.certificateFile()).isEqualTo(directory.resolve("tls.crt"));
        assertThat(endpoint.keyFile()).isEqualTo(Path.of("/etc/outrigger/tls.key"));
        assertThat(endpoint.clientCaFile()).isEqualTo(directory.resolve("ca.crt"));
        assertThat(endpoint.anonymous()).isTrue();
        assertThat(endpoint.port()).isZero();
        assertThat(endpoint.healthPort()).isEqualTo(10248);
        assertThat(endpoint.limits()).isEqualTo(new EndpointLimits(20, 10, 5, 30, 15));
        assertThat(configuration.sites())
                .containsExactly(
                        new SiteSpec(
                                "press-hall-1",
                                "local",
                                Map.of("directory", "/srv/pods", "pods", 20),
                                Map.of("floor", "2", "example.com/line", "north"),
                                List.of(new Taint("NoExecute", "edge", null, "true")),
                                "hall-1",
                                "plant",
                                Map.of(
                                        "cpu", new Quantity("4"),
                                        "memory", new Quantity("8Gi"),
                                        "ephemeral-storage", new Quantity("1.5G")),
                                Autonomy.limited(Duration.ofMinutes(90))),
                        new SiteSpec(
                                "gate",
                                "local",
                                Map.of(),
                                Map.of(),
                                List.of(),
                                null,
                                null,
                                Map.of(),
                                Autonomy.cluster()));
    }

    @Test
    void theServingCertificateCanComeFromTheCluster() throws Exception {
        var endpoint = read("""
                cluster: demo
                endpoint:
                  address: 127.0.0.1
                  certificate: cluster
                  certificateDirectory: endpoint
                  approveServingCertificates: true
                sites: [{name: a, provider: local}]
                """).endpoint();

        assertThat(endpoint.requested()).isEqualTo(new RequestedCertificate(directory.resolve("endpoint"), true));
        assertThat(endpoint.certificateFile()).isNull();
    }

    @Test
    void theDocumentedFileIsValidAndShowsDefaults() throws Exception {
        var documented = reader().read(Path.of("outrigger.yaml"));
        var smallest = read("cluster: demo\nendpoint: {address: 127.0.0.1}\n");

        assertThat(documented.sites()).hasSize(1);
        assertThat(documented.sites().get(0).autonomy()).isEqualTo(Autonomy.unlimited());
        assertThat(documented.endpoint()).isEqualTo(smallest.endpoint());
        assertThat(documented.providerTaint()).isEqualTo(smallest.providerTaint());
    }

    @Test
    void aFileCanHoldASecret() throws Exception {
        Files.writeString(directory.resolve("place"), "/srv/from-file\n");

        var configuration = read("""
                cluster: demo
                sites: [{name: a, provider: local, settings: {directory: "${file:place}"}}]
                """);

        assertThat(configuration.sites().get(0).settings()).containsEntry("directory", "/srv/from-file");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                clustr: demo
                endpoint: {port: 99999}
                sites:
                - name: Hall_1
                  provider: locl
                - name: hall-1
                - name: hall-1
                  provider: local
                """))
                .containsExactly(
                        "outrigger.yaml:1: unknown key \"clustr\"; did you mean \"cluster\"?",
                        "outrigger.yaml:1: cluster is required",
                        "outrigger.yaml:2: endpoint.port must be a whole number from 0 to 65535",
                        "outrigger.yaml:4: site.name \"Hall_1\" must consist of lower case letters, digits, '-' and '.',"
                                + " begin and end with a letter or digit, and have at most 253 characters",
                        "outrigger.yaml:5: site.provider \"locl\" is unknown; did you mean \"local\"?",
                        "outrigger.yaml:6: site.provider is required",
                        "outrigger.yaml:7: site \"hall-1\" is there twice, first on line 6");
    }

    @Test
    void aMissingFileIsNamed() {
        var missing = directory.resolve("nowhere.yaml");

        var problem = catchThrowableOfType(ConfigurationException.class, () -> reader().read(missing));

        assertThat(problem).hasMessage("there is no file " + missing);
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        var binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        var problem = catchThrowableOfType(ConfigurationException.class, () -> reader().read(binary));

        assertThat(problem).hasMessage(binary + " is not a text in UTF-8");
    }

    @Test
    void noProblemQuotesASecret() {
        assertThat(String.join("\n", problems("""
                cluster: ${env:SECRET}!
                sites:
                - name: a
                  provider: local
                  settings: {directory: "${env:SECRET}", pods: "${env:SECRET}"}
                """)).lines().skip(1)).noneMatch(line -> line.contains("hunter2"));
    }

    private Configuration read(String text) throws Exception {
        return reader().read(Files.writeString(directory.resolve("outrigger.yaml"), text));
    }

    private List<String> problems(String text) {
        var failure = catchThrowableOfType(ConfigurationException.class, () -> read(text));
        return failure.problems().stream()
                .map(problem -> problem.replace(directory + "/", ""))
                .toList();
    }

    private ConfigurationReader reader() {
        return new ConfigurationReader(ProviderSettings.onClassPath(), environment::get);
    }
}
