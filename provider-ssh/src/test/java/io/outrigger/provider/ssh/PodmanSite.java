// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Sites whose containers are podman's, and pods for them. */
final class PodmanSite {

    private PodmanSite() {}

    static SiteHarness open(Path directory, String shell) throws ProviderException {
        return open(directory, shell, Podman.get().program());
    }

    /** With another program in place of podman. */
    static SiteHarness open(Path directory, String shell, Path program) throws ProviderException {
        return new SiteHarness(directory, Map.of("shell", shell, "runtime", "podman", "engine", program.toString()));
    }

    /** The same pod with an image that podman has. */
    static PodsForTests pod(PodsForTests pod) {
        return pod.with(each -> {
            each.getSpec().getInitContainers().forEach(container -> container.setImage(Podman.IMAGE));
            each.getSpec().getContainers().forEach(container -> container.setImage(Podman.IMAGE));
        });
    }

    /** Changes the container {@code main}. */
    static PodsForTests main(PodsForTests pod, Consumer<Container> change) {
        return pod.with(each -> change.accept(each.getSpec().getContainers().get(0)));
    }

    /** What the container {@code main} has written, without time stamps. */
    static String log(SiteHarness harness, PodRef pod) throws Exception {
        return log(harness, pod, "main");
    }

    /** What a container has written, without time stamps. */
    static String log(SiteHarness harness, PodRef pod, String container) throws Exception {
        LogOptions all = new LogOptions(false, false, OptionalLong.empty(), Optional.empty());
        try (InputStream log = harness.site().logs().orElseThrow().open(pod, container, all)) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(line.indexOf(' ') + 1) + "\n")
                    .reduce("", String::concat);
        }
    }

    /** How the container {@code main} ended, waiting for it. */
    static ContainerState.Terminated end(SiteHarness harness, PodRef pod) {
        return end(harness, pod, "main");
    }

    /** How a container ended, waiting for it. */
    static ContainerState.Terminated end(SiteHarness harness, PodRef pod, String container) {
        SiteHarness.eventually(() -> org.assertj.core.api.Assertions.assertThat(
                        harness.container(pod, container).state())
                .isInstanceOf(ContainerState.Terminated.class));
        return (ContainerState.Terminated) harness.container(pod, container).state();
    }

    /** Waits until the container {@code main} runs. */
    static void run(SiteHarness harness, PodsForTests pod) throws Exception {
        harness.site().apply(pod.build());
        SiteHarness.eventually(() -> org.assertj.core.api.Assertions.assertThat(
                        harness.container(pod.ref, "main").state())
                .isInstanceOf(ContainerState.Running.class));
    }

    /** What a script prints in a container that ends well. */
    static String printed(SiteHarness harness, PodsForTests pod) throws Exception {
        harness.site().apply(pod.build());
        ContainerState.Terminated end = end(harness, pod.ref);
        String log = log(harness, pod.ref);
        assertThat(end.exitCode())
                .as("exit code of what printed %s, %s", log, end.message())
                .isZero();
        return log;
    }
}
