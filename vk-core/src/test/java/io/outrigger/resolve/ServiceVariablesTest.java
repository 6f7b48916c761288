// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static io.outrigger.resolve.Cluster.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.outrigger.kube.KubeException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {

    private final Cluster cluster = new Cluster();

    @Test
    void a_service_makes_the_variables_of_the_kubelet() {
        cluster.hasService(
                "edge",
                "my-db",
                "{clusterIP: 10.96.0.5, ports: [{name: sql-in, port: 5432}, {name: adm, port: 9, protocol: UDP}]}");

        assertThat(environment("{containers: [{name: a, image: i}]}"))
                .containsExactly(
                        entry("MY_DB_SERVICE_HOST", "10.96.0.5"),
                        entry("MY_DB_SERVICE_PORT", "5432"),
                        entry("MY_DB_SERVICE_PORT_SQL_IN", "5432"),
                        entry("MY_DB_SERVICE_PORT_ADM", "9"),
                        entry("MY_DB_PORT", "tcp://10.96.0.5:5432"),
                        entry("MY_DB_PORT_5432_TCP", "tcp://10.96.0.5:5432"),
                        entry("MY_DB_PORT_5432_TCP_PROTO", "tcp"),
                        entry("MY_DB_PORT_5432_TCP_PORT", "5432"),
                        entry("MY_DB_PORT_5432_TCP_ADDR", "10.96.0.5"),
                        entry("MY_DB_PORT_9_UDP", "udp://10.96.0.5:9"),
                        entry("MY_DB_PORT_9_UDP_PROTO", "udp"),
                        entry("MY_DB_PORT_9_UDP_PORT", "9"),
                        entry("MY_DB_PORT_9_UDP_ADDR", "10.96.0.5"));
    }

    @Test
    void headless_and_external_services_make_none() {
        cluster.hasService("edge", "headless", "{clusterIP: None, ports: [{port: 1}]}");
        cluster.hasService("edge", "external", "{type: ExternalName, externalName: example.com}");
        cluster.hasService("edge", "empty", "{clusterIP: '', ports: [{port: 1}]}");

        assertThat(environment("{containers: [{name: a, image: i}]}")).isEmpty();
    }

    @Test
    void without_links_only_kubernetes_is_there() {
        cluster.hasService("edge", "web", "{clusterIP: 10.96.0.9, ports: [{port: 80}]}");
        cluster.hasService("default", "kubernetes", "{clusterIP: 10.96.0.1, ports: [{name: https, port: 443}]}");
        cluster.hasService("default", "other", "{clusterIP: 10.96.0.2, ports: [{port: 1}]}");

        assertThat(environment("{enableServiceLinks: false, containers: [{name: a, image: i}]}"))
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443")
                .allSatisfy((name, value) -> assertThat(name).startsWith("KUBERNETES_"));
        assertThat(environment("{enableServiceLinks: true, containers: [{name: a, image: i}]}"))
                .containsKeys("WEB_SERVICE_HOST", "KUBERNETES_SERVICE_HOST")
                .doesNotContainKey("OTHER_SERVICE_HOST");
    }

    @Test
    void a_variable_of_the_container_goes_before_a_services() {
        cluster.hasService("default", "kubernetes", "{clusterIP: 10.96.0.1, ports: [{port: 443}]}");

        assertThat(environment(
                        "{containers: [{name: a, image: i, env: [{name: KUBERNETES_SERVICE_HOST, value: mine}]}]}"))
                .containsEntry("KUBERNETES_SERVICE_HOST", "mine")
                .containsEntry("KUBERNETES_SERVICE_PORT", "443");
    }

    @Test
    void an_ipv6_address_is_bracketed_in_urls() {
        cluster.hasService("edge", "six", "{clusterIP: 'fd00::9', ports: [{port: 80}]}");

        assertThat(environment("{containers: [{name: a, image: i}]}"))
                .containsEntry("SIX_PORT", "tcp://[fd00::9]:80")
                .containsEntry("SIX_SERVICE_HOST", "fd00::9");
    }

    @Test
    void no_pod_is_resolved_before_the_services_were_seen() {
        cluster.synced = false;

        assertThatThrownBy(() ->
                        cluster.resolver.resolve(pod("{containers: [{name: a, image: i}]}"), Cluster.NODE, Map.of()))
                .isInstanceOf(KubeException.class)
                .hasMessageContaining("services have not yet been read");
    }

    private Map<String, String> environment(String spec) {
        return cluster.ready(pod(spec)).container("a").environment();
    }
}
