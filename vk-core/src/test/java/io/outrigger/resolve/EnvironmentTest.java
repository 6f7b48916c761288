// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static io.outrigger.resolve.Cluster.container;
import static io.outrigger.resolve.Cluster.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.LateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {

    private final Cluster cluster = new Cluster();

    @Test
    void variables_keep_their_order_and_later_ones_win() {
        cluster.hasConfigMap("cm", "data: {K2: cm2, K1: cm1}, binaryData: {B: aGk=}");
        cluster.hasSecret("s", "data: {K1: c2VjcmV0}");

        var environment = cluster.readyContainer(
                        "envFrom: [{configMapRef: {name: cm}}, {secretRef: {name: s}},"
                                + " {prefix: P_, configMapRef: {name: cm}}], env: [{name: Z, value: z}, {name: K2, value: own}]")
                .environment();

        assertThat(environment)
                .containsExactly(
                        entry("K1", "secret"),
                        entry("K2", "own"),
                        entry("P_K1", "cm1"),
                        entry("P_K2", "cm2"),
                        entry("Z", "z"));
    }

    @Test
    void references_see_earlier_variables_then_services() {
        cluster.hasConfigMap("cm", "data: {FROM: cm}");
        cluster.hasService("edge", "web", "{clusterIP: 10.96.0.9, ports: [{port: 80}]}");

        var container =
                cluster.readyContainer("envFrom: [{configMapRef: {name: cm}}], command: ['$(LATER)', '$(NOPE)'],"
                        + " args: ['$(WEB_SERVICE_HOST)', '$$(LATER)'],"
                        + " env: [{name: EARLY, value: '$(LATER)'}, {name: SELF, value: '$(SELF)'},"
                        + " {name: LATER, value: '$(FROM)-$(WEB_SERVICE_PORT)'}]");

        assertThat(container.environment())
                .contains(entry("EARLY", "$(LATER)"), entry("SELF", "$(SELF)"), entry("LATER", "cm-80"));
        assertThat(container.command()).containsExactly("cm-80", "$(NOPE)");
        assertThat(container.args()).containsExactly("10.96.0.9", "$(LATER)");
    }

    @Test
    void values_from_references_are_not_expanded() {
        cluster.hasConfigMap("cm", "data: {K: $(A)}");

        assertThat(cluster.readyContainer("env: [{name: A, value: a},"
                                + " {name: B, valueFrom: {configMapKeyRef: {name: cm, key: K}}}]")
                        .environment())
                .containsEntry("B", "$(A)");
    }

    @Test
    void an_empty_value_and_a_missing_value_are_the_empty_text() {
        assertThat(cluster.readyContainer("env: [{name: A, value: ''}, {name: B}]")
                        .environment())
                .containsExactly(entry("A", ""), entry("B", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.name | p",
                "metadata.namespace | edge",
                "metadata.uid | uid-1",
                "metadata.labels['b'] | 2",
                "metadata.labels['nope'] | ''",
                "metadata.annotations['note'] | hello",
                "spec.nodeName | edge-1",
                "spec.serviceAccountName | robot",
                "status.hostIP | 192.0.2.1",
                "status.hostIPs | 192.0.2.1,fd00::1",
            })
    void the_downward_api_gives_fields(String path, String value) {
        assertThat(field(path)).isEqualTo(value);
    }

    @Test
    void the_pods_addresses_are_late_values_also_inside_other_variables() {
        var environment = cluster.readyContainer("env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}},"
                        + " {name: IPS, valueFrom: {fieldRef: {fieldPath: status.podIPs}}},"
                        + " {name: URL, value: 'http://$(IP):80'}]")
                .environment();

        assertThat(environment)
                .containsEntry("IP", LateValue.POD_IP.placeholder())
                .containsEntry("IPS", LateValue.POD_IPS.placeholder());
        assertThat(LateValue.fillIn(environment.get("URL"), List.of("10.0.0.7")))
                .isEqualTo("http://10.0.0.7:80");
    }

    @Test
    void a_field_the_kubelet_does_not_know_is_refused_by_name() {
        for (String path : List.of("status.phase", "spec.restartPolicy", "metadata.finalizers", "spec.labels['a']")) {
            var refused = cluster.refused(
                    container("env: [{name: X, valueFrom: {fieldRef: {fieldPath: \"" + path + "\"}}}]"));

            assertThat(refused.reason()).isEqualTo("UnsupportedField");
            assertThat(refused.message())
                    .isEqualTo("spec.containers{a}.env{X}.valueFrom.fieldRef: unsupported fieldPath: " + path);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limits.cpu, '', 4",
        "limits.cpu, 1m, 4000",
        "requests.cpu, '', 1",
        "requests.cpu, 1m, 250",
        "requests.cpu, 100m, 3",
        "limits.memory, '', 1500",
        "limits.memory, 1Ki, 2",
        "limits.memory, 1Mi, 1",
        "requests.memory, '', 0",
        "limits.ephemeral-storage, 1Mi, 1024",
        "requests.hugepages-2Mi, 1Mi, 4",
        "limits.hugepages-1Gi, '', 0",
        "limits.cpu, '0', 4",
    })
    void resources_are_divided_and_rounded_up_and_fall_back_to_the_node(String resource, String divisor, String value) {
        String by = divisor.isEmpty() ? "" : ", divisor: '" + divisor + "'";
        var environment = cluster.readyContainer("resources: {requests: {cpu: 250m, hugepages-2Mi: 4Mi},"
                        + " limits: {memory: '1500'}}, env: [{name: X, valueFrom: {resourceFieldRef: {resource: "
                        + resource + by + "}}}]")
                .environment();

        assertThat(environment).containsEntry("X", value);
    }

    @Test
    void a_limit_of_the_pod_goes_before_what_the_node_has() {
        Pod pod = pod("{resources: {limits: {cpu: 2}}, containers: [{name: a, image: i,"
                + " env: [{name: X, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]}]}");

        assertThat(cluster.ready(pod).container("a").environment()).containsEntry("X", "2");
    }

    @Test
    void a_resource_of_another_container_can_be_named() {
        Pod pod = pod(
                "{initContainers: [{name: n, image: i, resources: {limits: {cpu: 3}}}], containers: [{name: a,"
                        + " image: i, env: [{name: X, valueFrom: {resourceFieldRef: {containerName: n, resource: limits.cpu}}}]}]}");

        assertThat(cluster.ready(pod).container("a").environment()).containsEntry("X", "3");
    }

    @Test
    void resources_nobody_knows_are_refused_by_name() {
        assertThat(refusedResource("resource: limits.gpu")).endsWith("unsupported container resource : limits.gpu");
        assertThat(refusedResource("resource: cpu")).endsWith("unsupported container resource : cpu");
        assertThat(refusedResource("resource: limits.cpu, containerName: z")).endsWith("container z not found");
    }

    @Test
    void an_absurd_quantity_neither_hangs_nor_fills_the_memory() {
        assertThat(cluster.readyContainer(
                                "resources: {limits: {memory: '1e900000000'}}, env: [{name: X,"
                                        + " valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: '1e-900000000'}}}]")
                        .environment()
                        .get("X"))
                .isEqualTo(String.valueOf(Long.MAX_VALUE));
    }

    @Test
    void variables_from_files_are_refused_by_name() {
        assertThat(cluster.refused(container(
                                "env: [{name: X, valueFrom: {fileKeyRef: {volumeName: v, path: p, key: k}}}]"))
                        .message())
                .isEqualTo("spec.containers{a}.env{X}.valueFrom.fileKeyRef: "
                        + "virtual nodes cannot read variables from files");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env: [{name: X, valueFrom: {configMapKeyRef: {name: x, key: k}}}] | configmap \"x\" not found",
                "env: [{name: X, valueFrom: {secretKeyRef: {name: x, key: k}}}] | secret \"x\" not found",
                "envFrom: [{configMapRef: {name: x}}] | configmap \"x\" not found",
                "envFrom: [{secretRef: {name: x}}] | secret \"x\" not found",
                "env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: k}}}] "
                        + "| couldn't find key k in ConfigMap edge/cm",
                "env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: binary}}}] "
                        + "| couldn't find key binary in ConfigMap edge/cm",
                "env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: k}}}] "
                        + "| couldn't find key k in Secret edge/s",
                "env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: broken}}}] "
                        + "| key broken of secret \"s\" is not valid base64",
                "envFrom: [{secretRef: {name: s}}] | key broken of secret \"s\" is not valid base64",
            })
    void a_missing_reference_keeps_its_container_waiting(String fields, String message) {
        cluster.hasConfigMap("cm", "data: {other: x}, binaryData: {binary: aGk=}");
        cluster.hasSecret("s", "data: {broken: '???'}");

        var missing = cluster.missing(container(fields));

        assertThat(missing.containers())
                .containsExactly(entry("a", new Waiting("CreateContainerConfigError", message)));
        assertThat(missing.problems()).containsExactly(new Resolution.Problem("Failed", "Error: " + message, "a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env: [{name: X, valueFrom: {configMapKeyRef: {name: x, key: k, optional: true}}}]",
                "env: [{name: X, valueFrom: {secretKeyRef: {name: x, key: k, optional: true}}}]",
                "env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: k, optional: true}}}]",
                "env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}]",
                "envFrom: [{configMapRef: {name: x, optional: true}}, {secretRef: {name: x, optional: true}}]",
            })
    void an_optional_reference_can_be_missing(String fields) {
        cluster.hasConfigMap("cm", "data: {other: x}");
        cluster.hasSecret("s", "data: {other: eA==}");

        assertThat(cluster.readyContainer(fields).environment()).isEmpty();
    }

    @Test
    void an_optional_variable_that_is_missing_leaves_what_envFrom_gave() {
        cluster.hasConfigMap("cm", "data: {X: general}");

        assertThat(cluster.readyContainer(
                                "envFrom: [{configMapRef: {name: cm}}],"
                                        + " env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: nope, optional: true}}}]")
                        .environment())
                .containsEntry("X", "general");
    }

    @Test
    void every_container_with_a_missing_reference_is_named_and_no_other() {
        var missing = cluster.missing(pod("{initContainers: [{name: n, image: i, envFrom: [{secretRef: {name: s}}]}],"
                + " containers: [{name: a, image: i}, {name: b, image: i, envFrom: [{configMapRef: {name: c}}]}],"
                + " ephemeralContainers: [{name: e, image: i, envFrom: [{configMapRef: {name: d}}]}]}"));

        assertThat(missing.containers()).containsOnlyKeys("n", "b", "e");
        assertThat(missing.problems()).hasSize(3);
    }

    @Test
    void names_and_values_no_process_can_have_are_told_by_name() {
        cluster.hasConfigMap("cm", "data: {K: \"a\\0b\"}");

        assertThat(cluster.missing(container("env: [{name: 'A=B', value: x}]"))
                        .problems()
                        .get(0)
                        .message())
                .isEqualTo("Error: \"A=B\" cannot be a variable's name");
        assertThat(cluster.missing(container("envFrom: [{configMapRef: {name: cm}}]"))
                        .problems()
                        .get(0)
                        .message())
                .isEqualTo("Error: the value of variable K holds a zero byte");
    }

    @Test
    void variables_that_double_each_other_hit_the_budget() {
        var variables = new ArrayList<EnvVar>();
        variables.add(new EnvVar("V0", "xxxxxxxxxx", null));
        for (int at = 1; at < 60; at++) {
            variables.add(new EnvVar("V" + at, "$(V" + (at - 1) + ")$(V" + (at - 1) + ")", null));
        }
        Pod pod = container("env: []");
        pod.getSpec().getContainers().get(0).setEnv(variables);

        assertThat(cluster.missing(pod).containers().get("a").message())
                .isEqualTo("the environment, commands and arguments of the pod are larger than 16 MiB together");
    }

    @Test
    void ten_thousand_variables_are_resolved_with_one_read_of_their_object() {
        cluster.hasConfigMap("cm", "data: {K: v}");
        var variables = new ArrayList<EnvVar>();
        for (int at = 0; at < 10_000; at++) {
            variables.add(new EnvVar("V" + at, "$(V" + (at - 1) + ")", null));
        }
        Pod pod = container("env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: K}}}]");
        pod.getSpec().getContainers().get(0).getEnv().addAll(variables);
        pod.getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .add(pod.getSpec().getContainers().get(0).getEnv().get(0));

        Map<String, String> environment = cluster.ready(pod).container("a").environment();

        assertThat(environment).hasSize(10_001).containsEntry("V9999", "$(V-1)");
        assertThat(cluster.reads).hasSize(1);
    }

    @Test
    void a_mounts_subPathExpr_becomes_its_subPath() {
        Pod pod = container(
                "env: [{name: X, value: logs}], volumeMounts: [{name: v, mountPath: /m, subPathExpr: '$(X)/today'}]");

        var mount = cluster.ready(pod)
                .pod()
                .getSpec()
                .getContainers()
                .get(0)
                .getVolumeMounts()
                .get(0);

        assertThat(mount.getSubPath()).isEqualTo("logs/today");
        assertThat(mount.getSubPathExpr()).isNull();
        assertThat(pod.getSpec().getContainers().get(0).getVolumeMounts().get(0).getSubPathExpr())
                .isEqualTo("$(X)/today");
    }

    @Test
    void a_subPathExpr_that_leaves_its_volume_or_knows_no_value_keeps_the_container_waiting() {
        String field = "spec.containers{a}.volumeMounts{/m}.subPathExpr";
        String mount = "volumeMounts: [{name: v, mountPath: /m, subPathExpr: '$(X)'}]";

        assertThat(cluster.missing(container("env: [{name: X, value: ../up}], " + mount))
                        .containers()
                        .get("a")
                        .message())
                .isEqualTo("invalid path: must not contain '..': ../up");
        assertThat(cluster.missing(container(mount)).containers().get("a").message())
                .isEqualTo(field + ": missing value for X");
        assertThat(cluster.refused(container(
                                "env: [{name: X, valueFrom: {fieldRef: {fieldPath: status.podIP}}}], " + mount))
                        .message())
                .startsWith(field + ": the pod's address is not known");
    }

    private String field(String path) {
        return cluster.readyContainer("env: [{name: X, valueFrom: {fieldRef: {fieldPath: \"" + path + "\"}}}]")
                .environment()
                .get("X");
    }

    private String refusedResource(String selector) {
        return cluster.refused(container("env: [{name: X, valueFrom: {resourceFieldRef: {" + selector + "}}}]"))
                .message();
    }
}
