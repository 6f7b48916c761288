// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.References;
import io.outrigger.kube.ServiceDirectory;
import io.outrigger.kube.TokenRequests;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster in memory, as far as resolving a pod reads it, and a clock that moves when told. */
final class Cluster implements References, ServiceDirectory, TokenRequests {

    static final NodeValues NODE = new NodeValues(
            "edge-1",
            List.of("192.0.2.1", "fd00::1"),
            Map.of("cpu", new Quantity("4"), "memory", new Quantity("8Gi"), "ephemeral-storage", new Quantity("1Gi")));

    final Map<String, ConfigMap> configMaps = new HashMap<>();
    final Map<String, Secret> secrets = new HashMap<>();
    final List<Service> services = new ArrayList<>();
    final Map<PodRef, Set<ObjectRef>> used = new HashMap<>();
    final List<ObjectRef> reads = new ArrayList<>();
    final List<String> tokenRequests = new ArrayList<>();
    boolean synced = true;
    boolean tokensFail;
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    final PodResolver resolver = new PodResolver(this, this, this, clock());

    /** A pod of namespace {@code edge} with a spec in YAML. */
    static Pod pod(String spec) {
        return Serialization.unmarshal(
                "metadata: {namespace: edge, name: p, uid: uid-1, labels: {b: '2', a: 'x\"y'}, annotations: {note: hello}}\n"
                        + "spec: " + spec,
                Pod.class);
    }

    /** A pod of one container {@code a} with more fields of it in YAML. */
    static Pod container(String fields) {
        return pod("{nodeName: edge-1, serviceAccountName: robot, containers: [{name: a, image: i, " + fields + "}]}");
    }

    /** A pod with one volume {@code v}. */
    static Pod volume(String source) {
        return pod("{containers: [{name: a, image: i}], volumes: [{name: v, " + source + "}]}");
    }

    void hasConfigMap(String name, String data) {
        configMaps.put(
                name, Serialization.unmarshal("---\n{metadata: {name: " + name + "}, " + data + "}", ConfigMap.class));
    }

    void hasSecret(String name, String data) {
        secrets.put(name, Serialization.unmarshal("---\n{metadata: {name: " + name + "}, " + data + "}", Secret.class));
    }

    void hasService(String namespace, String name, String spec) {
        services.add(Serialization.unmarshal(
                "---\n{metadata: {namespace: " + namespace + ", name: " + name + "}, spec: " + spec + "}",
                Service.class));
    }

    Resolution resolve(Pod pod) {
        try {
            return resolver.resolve(pod, NODE, Map.of());
        } catch (KubeException failure) {
            throw new AssertionError(failure);
        }
    }

    DesiredPod ready(Pod pod) {
        Resolution resolution = resolve(pod);
        if (resolution instanceof Resolution.Ready ready) {
            return ready.pod();
        }
        throw new AssertionError("not ready but " + resolution);
    }

    /** Resolves a pod of one container and returns that. */
    DesiredContainer readyContainer(String fields) {
        return ready(container(fields)).container("a");
    }

    /** Resolves a pod with one volume and returns its files as text by path. */
    Map<String, String> readyFiles(String source) {
        var files = new LinkedHashMap<String, String>();
        ready(volume(source))
                .files()
                .get("v")
                .forEach(each -> files.put(each.path(), new String(each.content(), StandardCharsets.UTF_8)));
        return files;
    }

    /** Resolves a pod with one volume and returns its files' modes by path. */
    Map<String, Integer> readyModes(Pod pod) {
        var modes = new LinkedHashMap<String, Integer>();
        for (DesiredFile each : ready(pod).files().get("v")) {
            modes.put(each.path(), each.mode());
        }
        return modes;
    }

    Resolution.Missing missing(Pod pod) {
        Resolution resolution = resolve(pod);
        if (resolution instanceof Resolution.Missing missing) {
            return missing;
        }
        throw new AssertionError("nothing missing but " + resolution);
    }

    Resolution.Refused refused(Pod pod) {
        Resolution resolution = resolve(pod);
        if (resolution instanceof Resolution.Refused refused) {
            return refused;
        }
        throw new AssertionError("not refused but " + resolution);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    public void use(PodRef pod, Set<ObjectRef> objects) {
        used.put(pod, new HashSet<>(objects));
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        reads.add(new ObjectRef(ObjectRef.Kind.CONFIG_MAP, namespace, name));
        return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        reads.add(new ObjectRef(ObjectRef.Kind.SECRET, namespace, name));
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public List<Service> in(String namespace) {
        return services.stream()
                .filter(each -> each.getMetadata().getNamespace().equals(namespace))
                .toList();
    }

    @Override
    public Token request(PodRef pod, String serviceAccount, String audience, long expirationSeconds)
            throws KubeException {
        tokenRequests.add(serviceAccount + "/" + audience + "/" + expirationSeconds);
        if (tokensFail) {
            throw new KubeException(503, "", "the API server is away", null, null);
        }
        return new Token("token-" + tokenRequests.size(), now.plus(Duration.ofSeconds(expirationSeconds)));
    }

    @Override
    public void close() {}
}
