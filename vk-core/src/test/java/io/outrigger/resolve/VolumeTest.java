// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static io.outrigger.resolve.Cluster.pod;
import static io.outrigger.resolve.Cluster.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTest {

    private final Cluster cluster = new Cluster();

    @Test
    void a_configMap_gives_a_file_for_every_key_also_binary_ones() {
        cluster.hasConfigMap("cm", "data: {b.txt: text}, binaryData: {a.bin: aGk=}");

        assertThat(cluster.readyFiles("configMap: {name: cm}"))
                .containsExactly(entry("a.bin", "hi"), entry("b.txt", "text"));
    }

    @Test
    void items_choose_keys_paths_and_modes() {
        cluster.hasConfigMap("cm", "data: {k: v, other: x}");
        String source = "configMap: {name: cm, defaultMode: 256, items: [{key: k, path: ./deep//er/f},"
                + " {key: k, path: g, mode: 493}]}";

        assertThat(cluster.readyFiles(source)).containsExactly(entry("deep/er/f", "v"), entry("g", "v"));
        assertThat(cluster.readyModes(volume(source))).containsExactly(entry("deep/er/f", 0400), entry("g", 0755));
    }

    @Test
    void without_a_mode_files_are_readable_by_all() {
        cluster.hasConfigMap("cm", "data: {k: v}");

        assertThat(cluster.readyModes(volume("configMap: {name: cm}"))).containsExactly(entry("k", 0644));
    }

    @Test
    void a_group_for_files_can_read_them() {
        cluster.hasSecret("s", "data: {k: dg==}");
        Pod pod = pod("{securityContext: {fsGroup: 2000}, containers: [{name: a, image: i}],"
                + " volumes: [{name: v, secret: {secretName: s, defaultMode: 256}}]}");

        assertThat(cluster.readyModes(pod)).containsExactly(entry("k", 0440));
    }

    @Test
    void a_secret_is_decoded() {
        cluster.hasSecret("s", "data: {k: c2VjcmV0}");

        assertThat(cluster.readyFiles("secret: {secretName: s}")).containsExactly(entry("k", "secret"));
        assertThat(cluster.ready(volume("secret: {secretName: s}")).files().toString())
                .doesNotContain("secret\"")
                .contains("6 bytes");
    }

    @Test
    void the_downward_api_writes_metadata_and_resources() {
        Pod pod = pod("{containers: [{name: a, image: i, resources: {limits: {cpu: 1500m}}}], volumes: [{name: v,"
                + " downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}},"
                + " {path: note, mode: 256, fieldRef: {fieldPath: \"metadata.annotations['note']\"}},"
                + " {path: cpu, resourceFieldRef: {containerName: a, resource: limits.cpu}},"
                + " {path: mem, resourceFieldRef: {containerName: a, resource: limits.memory, divisor: 1Gi}}]}}]}");

        var files = cluster.ready(pod).files().get("v");

        assertThat(files)
                .extracting(each -> each.path() + "=" + new String(each.content()))
                .containsExactly("cpu=2", "labels=a=\"x\\\"y\"\nb=\"2\"", "mem=8", "note=hello");
        assertThat(files.get(3).mode()).isEqualTo(0400);
    }

    @Test
    void a_field_that_files_cannot_show_is_refused_by_name() {
        assertThat(cluster.refused(volume("downwardAPI: {items: [{path: ip, fieldRef: {fieldPath: status.podIP}}]}"))
                        .message())
                .isEqualTo("spec.volumes{v}.downwardAPI.items{ip}.fieldRef: unsupported fieldPath: status.podIP");
        assertThat(cluster.refused(
                                volume("downwardAPI: {items: [{path: c, resourceFieldRef: {resource: limits.cpu}}]}"))
                        .message())
                .startsWith("spec.volumes{v}.downwardAPI.items{c}.resourceFieldRef: container ");
    }

    @Test
    void a_projected_volume_puts_all_sources_together() {
        cluster.hasConfigMap("kube-root-ca.crt", "data: {ca.crt: CA}");
        cluster.hasSecret("s", "data: {k: dg==}");

        assertThat(cluster.readyFiles("projected: {defaultMode: 420, sources: ["
                        + "{serviceAccountToken: {path: token, expirationSeconds: 3607}},"
                        + " {configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}},"
                        + " {downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}},"
                        + " {secret: {name: s}}, {configMap: {name: nope, optional: true}}]}"))
                .containsExactly(
                        entry("ca.crt", "CA"), entry("k", "v"), entry("namespace", "edge"), entry("token", "token-1"));
        assertThat(cluster.tokenRequests).containsExactly("default/null/3607");
    }

    @Test
    void a_token_is_readable_by_the_group_for_files_only() {
        Pod pod = pod(
                "{securityContext: {fsGroup: 2000}, containers: [{name: a, image: i}],"
                        + " volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: token, audience: vault}}]}}]}");

        assertThat(cluster.readyModes(pod)).containsExactly(entry("token", 0640));
        assertThat(cluster.tokenRequests).containsExactly("default/vault/3600");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clusterTrustBundle: {name: b, path: p} | clusterTrustBundle: virtual nodes do not read",
                "podCertificate: {signerName: x} | podCertificate: virtual nodes do not request",
            })
    void sources_that_virtual_nodes_lack_are_refused_by_name(String source, String message) {
        var refused = cluster.refused(volume("projected: {sources: [{" + source + "}]}"));

        assertThat(refused.reason()).isEqualTo("UnsupportedField");
        assertThat(refused.message()).startsWith("spec.volumes{v}.projected.sources[0]." + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "configMap: {name: x} | configmap \"x\" not found",
                "secret: {secretName: x} | secret \"x\" not found",
                "configMap: {name: cm, items: [{key: z, path: p}]} | references non-existent config key: z",
                "secret: {secretName: s, items: [{key: z, path: p}]} | references non-existent secret key: z",
                "secret: {secretName: s} | key broken of secret \"s\" is not valid base64",
                "projected: {sources: [{configMap: {name: x}}]} | configmap \"x\" not found",
                "projected: {sources: [{configMap: {name: x}}, {secret: {name: y}}]} "
                        + "| [configmap \"x\" not found, secret \"y\" not found]",
                "configMap: {name: up} | invalid path: must not contain '..': ../x",
                "configMap: {name: cm, items: [{key: k, path: /etc/passwd}]} "
                        + "| invalid path: must be relative path: /etc/passwd",
                "configMap: {name: cm, items: [{key: k, path: a/../../b}]} "
                        + "| invalid path: must not contain '..': a/../../b",
                "configMap: {name: cm, items: [{key: k, path: ..data}]} "
                        + "| invalid path: must not start with '..': ..data",
                "configMap: {name: cm, items: [{key: k, path: ''}]} | invalid path: must not be empty: \"\"",
                "configMap: {name: cm, items: [{key: k, path: .}]} | invalid path: must name a file: .",
                "configMap: {name: cm, items: [{key: k, path: a}, {key: k, path: a/b}]} "
                        + "| invalid path: a is both a file and a directory",
            })
    void what_cannot_be_mounted_holds_the_pod_back(String source, String message) {
        cluster.hasConfigMap("cm", "data: {k: v}");
        cluster.hasConfigMap("up", "data: {../x: v}");
        cluster.hasSecret("s", "data: {broken: '???'}");

        var missing = cluster.missing(volume(source));

        assertThat(missing.containers()).isEmpty();
        assertThat(missing.problems())
                .containsExactly(new Resolution.Problem(
                        "FailedMount", "MountVolume.SetUp failed for volume \"v\" : " + message, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "configMap: {name: x, optional: true}",
                "secret: {secretName: x, optional: true}",
                "configMap: {name: x, optional: true, items: [{key: k, path: p}]}",
                "configMap: {name: cm, optional: true, items: [{key: z, path: p}]}",
                "projected: {sources: [{secret: {name: x, optional: true}}]}",
                "downwardAPI: {items: []}",
            })
    void what_is_optional_can_be_missing(String source) {
        cluster.hasConfigMap("cm", "data: {k: v}");

        assertThat(cluster.readyFiles(source)).isEmpty();
    }

    @Test
    void volumes_of_other_types_are_the_sites_business() {
        Pod pod = pod(
                "{containers: [{name: a, image: i}], volumes: [{name: e, emptyDir: {}}, {name: h, hostPath: {path: /}}]}");

        assertThat(cluster.ready(pod).files()).isEmpty();
    }

    @Test
    void a_pod_that_mounts_one_huge_object_a_thousand_times_hits_the_budget() {
        cluster.hasConfigMap("cm", "data: {}");
        cluster.configMaps.get("cm").setData(Map.of("k", "x".repeat(1 << 20)));
        Pod pod = volume("configMap: {name: cm}");
        var volumes = new ArrayList<Volume>();
        for (int at = 0; at < 1000; at++) {
            volumes.add(pod.getSpec().getVolumes().get(0));
        }
        pod.getSpec().setVolumes(volumes);

        assertThat(cluster.missing(pod).problems().get(0).message())
                .endsWith("the files of the pod's volumes are larger than 64 MiB together");
    }

    @Test
    void long_names_are_refused_and_not_repeated_at_length() {
        cluster.hasConfigMap("cm", "data: {k: v}");

        assertThat(cluster.missing(volume("configMap: {name: cm, items: [{key: k, path: " + "x".repeat(256) + "}]}"))
                        .problems()
                        .get(0)
                        .message())
                .endsWith("invalid path: filenames must be less than or equal to 255 characters");
        assertThat(cluster.missing(volume("configMap: {name: cm, items: [{key: k, path: " + "x/".repeat(2100) + "f}]}"))
                        .problems()
                        .get(0)
                        .message())
                .endsWith("invalid path: must be less than or equal to 4096 characters");
        assertThat(cluster.missing(volume("configMap: {name: cm, items: [{key: k, path: /" + "y".repeat(5000) + "}]}"))
                        .problems()
                        .get(0)
                        .message())
                .hasSizeLessThan(400);
    }
}
