// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Builds pods for tests. */
public final class PodsForTests {

    final PodRef ref = new PodRef("default", "web", UUID.randomUUID().toString());
    final Pod pod = new Pod();
    private final Map<String, DesiredContainer> desired = new LinkedHashMap<>();
    final Map<String, List<DesiredFile>> files = new LinkedHashMap<>();
    private String hash = "1";

    PodsForTests(String restartPolicy) {
        ObjectMeta metadata = new ObjectMeta();
        metadata.setNamespace(ref.namespace());
        metadata.setName(ref.name());
        metadata.setUid(ref.uid());
        pod.setMetadata(metadata);
        PodSpec spec = new PodSpec();
        spec.setRestartPolicy(restartPolicy);
        pod.setSpec(spec);
    }

    static PodsForTests always(String script) {
        return new PodsForTests("Always").container("main", Map.of(), "sh", "-c", script);
    }

    /** A pod of one container with this command. */
    public static DesiredPod running(String... command) {
        return new PodsForTests("Always").container("main", Map.of(), command).build();
    }

    static PodsForTests never(String script) {
        return new PodsForTests("Never").container("main", Map.of(), "sh", "-c", script);
    }

    static PodsForTests onFailure(String script) {
        return new PodsForTests("OnFailure").container("main", Map.of(), "sh", "-c", script);
    }

    PodsForTests container(String name, Map<String, String> environment, String... command) {
        return container(name, environment, List.of(command), pod.getSpec().getContainers());
    }

    PodsForTests init(String name, String script) {
        return container(
                name, Map.of(), List.of("sh", "-c", script), pod.getSpec().getInitContainers());
    }

    /** Adds an ephemeral container that sees the processes of another one. */
    PodsForTests ephemeral(String name, String target, String script) {
        List<String> command = List.of("sh", "-c", script);
        pod.getSpec()
                .getEphemeralContainers()
                .add(new EphemeralContainerBuilder()
                        .withName(name)
                        .withImage(Podman.IMAGE)
                        .withCommand(command)
                        .withTargetContainerName(target)
                        .build());
        desired.put(name, new DesiredContainer(name, Map.of(), command, List.of(), 0));
        return this;
    }

    private PodsForTests container(
            String name, Map<String, String> environment, List<String> command, List<Container> to) {
        Container container = new Container();
        container.setName(name);
        container.setImage("host");
        container.setCommand(new ArrayList<>(command));
        to.add(container);
        desired.put(name, new DesiredContainer(name, environment, command, List.of(), 0));
        return this;
    }

    PodsForTests restarts(String name, int restarts) {
        DesiredContainer before = desired.get(name);
        desired.put(name, new DesiredContainer(name, before.environment(), before.command(), before.args(), restarts));
        return this;
    }

    PodsForTests environment(String name, Map<String, String> environment) {
        DesiredContainer before = desired.get(name);
        desired.put(name, new DesiredContainer(name, environment, before.command(), before.args(), 0));
        return this;
    }

    PodsForTests volume(String name, Consumer<Volume> source, DesiredFile... content) {
        Volume volume = new Volume();
        volume.setName(name);
        source.accept(volume);
        pod.getSpec().getVolumes().add(volume);
        if (content.length > 0) {
            files.put(name, List.of(content));
        }
        return this;
    }

    PodsForTests with(Consumer<Pod> change) {
        change.accept(pod);
        return this;
    }

    PodsForTests hash(String value) {
        hash = value;
        return this;
    }

    DesiredPod build() {
        return new DesiredPod(ref, pod, desired, files, List.of(), hash);
    }
}
