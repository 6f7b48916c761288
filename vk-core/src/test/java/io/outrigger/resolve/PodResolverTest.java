// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static io.outrigger.resolve.Cluster.NODE;
import static io.outrigger.resolve.Cluster.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.ObjectRef.Kind;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PullCredential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodResolverTest {

    private static final PodRef REF = new PodRef("edge", "p", "uid-1");
    private static final String TOKEN_VOLUME =
            "{name: t, projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600}}]}}";

    private final Cluster cluster = new Cluster();

    @Test
    void everything_a_pod_refers_to_is_used_whether_it_exists_or_not() {
        cluster.resolve(pod("{imagePullSecrets: [{name: pull}, {name: ''}],"
                + " initContainers: [{name: n, image: i, envFrom: [{configMapRef: {name: c1}}]}],"
                + " containers: [{name: a, image: i, env: [{name: X, valueFrom: {secretKeyRef: {name: s1, key: k}}},"
                + " {name: Y, valueFrom: {configMapKeyRef: {name: c2, key: k, optional: true}}}]}],"
                + " ephemeralContainers: [{name: e, image: i, envFrom: [{secretRef: {name: s2}}]}],"
                + " volumes: [{name: v, configMap: {name: c3}}, {name: w, secret: {secretName: s3}},"
                + " {name: x, projected: {sources: [{configMap: {name: c4}}, {secret: {name: s4}}]}}]}"));

        assertThat(cluster.used.get(REF))
                .containsExactlyInAnyOrder(
                        ref(Kind.SECRET, "pull"),
                        ref(Kind.CONFIG_MAP, "c1"),
                        ref(Kind.CONFIG_MAP, "c2"),
                        ref(Kind.CONFIG_MAP, "c3"),
                        ref(Kind.CONFIG_MAP, "c4"),
                        ref(Kind.SECRET, "s1"),
                        ref(Kind.SECRET, "s2"),
                        ref(Kind.SECRET, "s3"),
                        ref(Kind.SECRET, "s4"));
    }

    @Test
    void a_forgotten_pod_uses_nothing_and_its_tokens_are_gone() {
        Pod pod = pod("{containers: [{name: a, image: i, envFrom: [{configMapRef: {name: c, optional: true}}]}],"
                + " volumes: [" + TOKEN_VOLUME + "]}");
        cluster.ready(pod);

        cluster.resolver.forget(REF);

        assertThat(cluster.used.get(REF)).isEmpty();
        cluster.ready(pod);
        assertThat(cluster.tokenRequests).hasSize(2);
    }

    @Test
    void the_pod_is_a_private_copy_without_what_a_site_has_no_use_for() {
        Pod pod = Serialization.unmarshal(
                "metadata: {namespace: edge, name: p, uid: uid-1, resourceVersion: '7', generation: 2, labels: {a: b},"
                        + " managedFields: [{manager: m}], deletionTimestamp: '2026-01-01T00:00:00Z'}\n"
                        + "spec: {tolerations: [{operator: Exists}], containers: [{name: a, image: i}]}\n"
                        + "status: {phase: Running}",
                Pod.class);
        String before = Serialization.asJson(pod);

        Pod copy = cluster.ready(pod).pod();

        assertThat(copy).isNotSameAs(pod);
        assertThat(copy.getSpec().getContainers().get(0))
                .isNotSameAs(pod.getSpec().getContainers().get(0));
        assertThat(Serialization.asJson(copy))
                .isEqualTo(Serialization.asJson(Serialization.unmarshal(
                        "apiVersion: v1\nkind: Pod\nmetadata: {namespace: edge, name: p, uid: uid-1, labels: {a: b}}\n"
                                + "spec: {containers: [{name: a, image: i}]}",
                        Pod.class)));
        assertThat(Serialization.asJson(pod)).isEqualTo(before);
    }

    @Test
    void restarts_are_handed_on_and_are_zero_when_not_told() throws Exception {
        Pod pod = pod("{containers: [{name: a, image: i}, {name: b, image: i}]}");

        DesiredPod desired = ((Resolution.Ready) cluster.resolver.resolve(pod, NODE, Map.of("a", 4))).pod();

        assertThat(desired.container("a").restarts()).isEqualTo(4);
        assertThat(desired.container("b").restarts()).isZero();
    }

    @Test
    void the_hash_changes_with_content_and_with_nothing_else() throws Exception {
        String spec =
                "{containers: [{name: a, image: i, env: [{name: X, value: x}]}], volumes: [{name: v, configMap: {name: c}}]}";
        cluster.hasConfigMap("c", "data: {k1: v, k2: w}");
        String first = cluster.ready(pod(spec)).hash();

        cluster.hasConfigMap("c", "data: {k2: w, k1: v}");
        assertThat(cluster.ready(pod(spec)).hash()).isEqualTo(first);
        assertThat(((Resolution.Ready) cluster.resolver.resolve(pod(spec), NODE, Map.of("a", 9)))
                        .pod()
                        .hash())
                .isEqualTo(first);
        Pod written = new PodBuilder(pod(spec))
                .editMetadata()
                .withResourceVersion("8")
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
        assertThat(cluster.ready(written).hash()).isEqualTo(first);

        assertThat(cluster.ready(pod(spec.replace("value: x", "value: y"))).hash())
                .isNotEqualTo(first);
        assertThat(cluster.ready(pod(spec.replace("image: i", "image: j"))).hash())
                .isNotEqualTo(first);
        cluster.hasConfigMap("c", "data: {k1: v, k2: changed}");
        assertThat(cluster.ready(pod(spec)).hash()).isNotEqualTo(first);
    }

    @Test
    void a_renewed_token_changes_the_hash_and_its_renewal_is_announced() {
        Pod pod = pod("{containers: [{name: a, image: i}], volumes: [" + TOKEN_VOLUME + "]}");

        var first = (Resolution.Ready) cluster.resolve(pod);
        cluster.now = first.refresh();
        var second = (Resolution.Ready) cluster.resolve(pod);

        assertThat(second.pod().hash()).isNotEqualTo(first.pod().hash());
        assertThat(second.refresh()).isAfter(first.refresh());
        assertThat(((Resolution.Ready) cluster.resolve(pod("{containers: [{name: a, image: i}]}"))).refresh())
                .isNull();
    }

    @Test
    void missing_volumes_and_variables_are_told_together() {
        var missing = cluster.missing(
                pod("{containers: [{name: a, image: i, envFrom: [{configMapRef: {name: c}}]}, {name: b, image: i}],"
                        + " volumes: [{name: v, secret: {secretName: s}}]}"));

        assertThat(missing.problems()).extracting(Resolution.Problem::reason).containsExactly("FailedMount", "Failed");
        assertThat(missing.containers())
                .isEqualTo(Map.of("a", new Waiting("CreateContainerConfigError", "configmap \"c\" not found")));
    }

    @Test
    void a_refusal_goes_before_what_is_missing() {
        assertThat(cluster.refused(
                                pod(
                                        "{containers: [{name: a, image: i, env: [{name: X, valueFrom: {fileKeyRef:"
                                                + " {volumeName: v, path: p, key: k}}}]}], volumes: [{name: v, secret: {secretName: s}}]}"))
                        .reason())
                .isEqualTo("UnsupportedField");
    }

    @Test
    void a_pod_that_has_started_keeps_what_it_had_when_its_object_is_deleted() {
        Pod pod = pod("{containers: [{name: a, image: i, envFrom: [{configMapRef: {name: c}}]}], volumes: ["
                + TOKEN_VOLUME + "]}");
        Pod started = Serialization.unmarshal(
                Serialization.asYaml(pod)
                        + "status: {containerStatuses: [{name: a, state: {running: {startedAt: '2026-01-01T00:00:00Z'}}}]}",
                Pod.class);
        cluster.hasConfigMap("c", "data: {K: v}");
        cluster.ready(started);
        cluster.configMaps.clear();
        cluster.now = cluster.now.plusSeconds(3000);

        DesiredPod kept = cluster.ready(started);

        assertThat(kept.container("a").environment()).containsEntry("K", "v");
        assertThat(kept.files().get("t").get(0).content()).isEqualTo("token-2".getBytes(StandardCharsets.UTF_8));
        assertThat(((Resolution.Ready) cluster.resolve(started)).problems())
                .containsExactly(new Resolution.Problem(
                        "Failed", "configmap \"c\" not found; the pod goes on with what it had", null));
        assertThat(cluster.missing(pod).containers()).containsKey("a");
        cluster.resolver.forget(REF);
        assertThat(cluster.missing(started).containers()).containsKey("a");
    }

    @Test
    void an_optional_object_that_is_deleted_is_gone_also_for_a_pod_that_has_started() {
        Pod pod = Serialization.unmarshal(
                "metadata: {namespace: edge, name: p, uid: uid-1}\n"
                        + "spec: {containers: [{name: a, image: i}], volumes: [{name: v, configMap: {name: c, optional: true}}]}\n"
                        + "status: {containerStatuses: [{name: a, state: {running: {}}}]}",
                Pod.class);
        cluster.hasConfigMap("c", "data: {K: v}");
        assertThat(cluster.ready(pod).files().get("v")).hasSize(1);
        cluster.configMaps.clear();

        assertThat(cluster.ready(pod).files().get("v")).isEmpty();
    }

    @Test
    void pull_secrets_of_both_formats_become_credentials_in_order() {
        cluster.hasSecret(
                "new",
                "data: {.dockerconfigjson: "
                        + base64(
                                "{\"auths\":{\"r.example\":{\"auth\":\"" + base64("bob:pa:ss")
                                        + "\",\"username\":\"ignored\"},\"r2.example/x\":{\"username\":\"u\",\"password\":\"p\"}}}")
                        + "}");
        cluster.hasSecret(
                "old",
                "data: {.dockercfg: " + base64("{\"r3.example\":{\"username\":\"o\",\"password\":\"q\"}}") + "}");

        assertThat(cluster.ready(pod(
                                "{imagePullSecrets: [{name: old}, {name: new}], containers: [{name: a, image: i}]}"))
                        .pullCredentials())
                .containsExactly(
                        new PullCredential("r3.example", "o", "q"),
                        new PullCredential("r.example", "bob", "pa:ss"),
                        new PullCredential("r2.example/x", "u", "p"));
    }

    @Test
    void pull_secrets_that_are_missing_or_broken_are_told_and_do_not_hold_the_pod_back() {
        cluster.hasSecret("nojson", "data: {.dockerconfigjson: " + base64("secret{") + "}");
        cluster.hasSecret("nobase64", "data: {.dockerconfigjson: '???'}");
        cluster.hasSecret("noauth", "data: {.dockercfg: " + base64("{\"r\":{\"auth\":\"c2VjcmV0\"}}") + "}");
        cluster.hasSecret("other", "data: {token: c2VjcmV0}");

        var ready = (Resolution.Ready) cluster.resolve(
                pod("{imagePullSecrets: [{name: gone1}, {name: nojson}, {name: nobase64}, {name: noauth},"
                        + " {name: other}, {name: gone2}], containers: [{name: a, image: i}]}"));

        assertThat(ready.problems())
                .extracting(Resolution.Problem::reason)
                .containsOnly("FailedToRetrieveImagePullSecret");
        assertThat(ready.problems())
                .extracting(Resolution.Problem::message)
                .containsExactly(
                        "secret \"nojson\" does not hold valid registry credentials",
                        "key .dockerconfigjson of secret \"nobase64\" is not valid base64",
                        "secret \"noauth\" does not hold valid registry credentials",
                        "secret \"other\" has neither .dockerconfigjson nor .dockercfg",
                        "Unable to retrieve some image pull secrets (gone1, gone2); "
                                + "attempting to pull the image may not succeed.");
        assertThat(ready.pod().pullCredentials()).isEmpty();
    }

    @Test
    void nothing_that_may_be_printed_shows_a_secret() {
        cluster.hasSecret("s", "data: {K: aHVudGVyMg==}");
        var ready = cluster.resolve(pod("{containers: [{name: a, image: i, envFrom: [{secretRef: {name: s}}]}],"
                + " volumes: [{name: v, secret: {secretName: s}}]}"));

        assertThat(ready.toString()).doesNotContain("hunter2").doesNotContain("aHVudGVyMg");
    }

    private static ObjectRef ref(Kind kind, String name) {
        return new ObjectRef(kind, "edge", name);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
