// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Builds the kit's pods; the container the tests look at is called {@code main}. */
final class TestPod {

    static final String MAIN = "main";
    private static final int READABLE = 0644;

    private final ProviderHarness harness;
    private final String name;
    private final String uid = UUID.randomUUID().toString();
    private final Map<String, ContainerTemplate> containers = new LinkedHashMap<>();
    private final Map<String, ContainerTemplate> initContainers = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, List<DesiredFile>> files = new LinkedHashMap<>();
    private String restartPolicy = "Never";
    private int restarts;
    private @Nullable Quantity processor;
    private UnaryOperator<PodBuilder> edit = pod -> pod;

    TestPod(ProviderHarness harness, String name, Program main) {
        this.harness = harness;
        this.name = name;
        main(main);
    }

    PodRef ref() {
        return new PodRef("tck", name, uid);
    }

    TestPod main(Program program) {
        containers.put(MAIN, harness.container(program));
        return this;
    }

    TestPod otherImage(Program program) {
        containers.put(MAIN, harness.otherImage(program));
        return this;
    }

    TestPod container(String container, Program program) {
        containers.put(container, harness.container(program));
        return this;
    }

    TestPod image(String image) {
        ContainerTemplate main = Objects.requireNonNull(containers.get(MAIN));
        containers.put(MAIN, new ContainerTemplate(image, main.command(), main.args()));
        return this;
    }

    TestPod init(String container, Program program) {
        initContainers.put(container, harness.container(program));
        return this;
    }

    TestPod restartPolicy(String policy) {
        restartPolicy = policy;
        return this;
    }

    TestPod restarts(int count) {
        restarts = count;
        return this;
    }

    TestPod variable(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    TestPod file(String volume, String path, String line) {
        byte[] content = (line + "\n").getBytes(StandardCharsets.UTF_8);
        files.put(volume, List.of(new DesiredFile(path, content, READABLE)));
        return this;
    }

    /** How much of a processor each of its containers is sure of. */
    TestPod processor(Quantity request) {
        processor = request;
        return this;
    }

    TestPod edit(UnaryOperator<PodBuilder> change) {
        edit = change;
        return this;
    }

    DesiredPod build() {
        Map<String, DesiredContainer> desired = new LinkedHashMap<>();
        List<Container> init = resolve(initContainers, desired);
        List<Container> main = resolve(containers, desired);
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("tck")
                .withName(name)
                .withUid(uid)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restartPolicy)
                .withTerminationGracePeriodSeconds(1L)
                .withInitContainers(init)
                .withContainers(main)
                .endSpec();
        for (String volume : files.keySet()) {
            pod.editSpec()
                    .addNewVolume()
                    .withName(volume)
                    .withNewConfigMap()
                    .withName(volume)
                    .endConfigMap()
                    .endVolume()
                    .endSpec();
        }
        var built = edit.apply(harness.adapt(pod)).build();
        String hash = Integer.toHexString(Objects.hash(built, environment, files));
        return new DesiredPod(ref(), built, desired, files, List.of(), hash);
    }

    private List<Container> resolve(Map<String, ContainerTemplate> templates, Map<String, DesiredContainer> desired) {
        List<Container> resolved = new ArrayList<>();
        templates.forEach((container, template) -> {
            ContainerBuilder builder = new ContainerBuilder()
                    .withName(container)
                    .withImage(template.image())
                    .withCommand(template.command())
                    .withArgs(template.args());
            environment.forEach((variable, value) ->
                    builder.addNewEnv().withName(variable).withValue(value).endEnv());
            files.keySet()
                    .forEach(volume -> builder.addNewVolumeMount()
                            .withName(volume)
                            .withMountPath(harness.volumePath(volume))
                            .endVolumeMount());
            if (processor != null) {
                builder.withNewResources().addToRequests("cpu", processor).endResources();
            }
            resolved.add(builder.build());
            desired.put(
                    container,
                    new DesiredContainer(container, environment, template.command(), template.args(), restarts));
        });
        return resolved;
    }
}
