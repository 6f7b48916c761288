// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PullCredential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are not there, in the kubelet's words. */
@NeedsPodman
@Tag("engine")
final class PodmanImagesIT {

    /** Nothing listens on that port. */
    private static final String UNREACHABLE = "localhost:1/none:1";

    @TempDir
    Path directory;

    private SiteHarness harness() throws Exception {
        return PodmanSite.open(directory.resolve("state"), "/bin/sh");
    }

    private static void waits(SiteHarness harness, PodsForTests pod, String reason, String... words) {
        eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                    assertThat(waiting.reason()).isEqualTo(reason);
                    assertThat(waiting.message()).contains(words);
                }));
    }

    @Test
    void anImageThatCannotBePulledIsToldAndTriedAgainWithBackOff() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(pod, container -> container.setImage(UNREACHABLE));
            harness.site().apply(pod.build());
            waits(harness, pod, "ErrImagePull", "pinging container registry localhost:1", "connection refused");
            waits(harness, pod, "ImagePullBackOff", "Back-off pulling image \"localhost:1/none:1\": ErrImagePull: ");
            assertThat(harness.container(pod.ref, "main").state().toString()).doesNotContain("level=", "Error: ");
            // A better image is taken at once.
            main(pod, container -> container.setImage(Podman.IMAGE));
            harness.site().apply(pod.hash("2").build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            eventually(() -> assertThat(harness.events)
                    .filteredOn(event -> event.reason().startsWith("Pull"))
                    .extracting(ContainerEvent::message)
                    .startsWith("Pulling image \"localhost:1/none:1\"")
                    .endsWith("Container image \"" + Podman.IMAGE
                            + "\" already present on machine and can be accessed by the pod"));
        }
    }

    @Test
    void anImageThatMustNotBePulledIsWaitedFor() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(pod, container -> {
                container.setImage(UNREACHABLE);
                container.setImagePullPolicy("Never");
            });
            harness.site().apply(pod.build());
            waits(
                    harness,
                    pod,
                    "ErrImageNeverPull",
                    "Container image \"localhost:1/none:1\" is not present with pull policy of Never");
        }
    }

    @Test
    void aNameThatIsNoneIsToldAsSuch() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(pod, container -> container.setImage("--privileged $(touch /tmp/x)"));
            harness.site().apply(pod.build());
            waits(harness, pod, "InvalidImageName", "couldn't parse image name \"--privileged $(touch /tmp/x)\"");
        }
    }

    @Test
    void aContainerWhoseCommandIsNotThereNeverRunsAndSaysWhy() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never("true").container("lost", Map.of(), "/nosuch"));
            harness.site().apply(pod.build());
            ContainerState.Terminated end = PodmanSite.end(harness, pod.ref, "lost");
            assertThat(end.reason()).isEqualTo("StartError");
            assertThat(end.message())
                    .contains("/nosuch")
                    .doesNotContain("level=")
                    .doesNotStartWith("Error: ");
            assertThat(harness.changes)
                    .flatExtracting(ObservedPod::containers)
                    .filteredOn(container -> container.name().equals("lost"))
                    .extracting(ObservedContainer::state)
                    .doesNotHaveAnyElementsOfTypes(ContainerState.Running.class);
        }
    }

    @Test
    void anImageThatRunsAsRootIsNotStartedWhereRootIsForbidden() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(
                    pod,
                    container -> container.setSecurityContext(
                            new SecurityContextBuilder().withRunAsNonRoot(true).build()));
            harness.site().apply(pod.build());
            waits(harness, pod, "CreateContainerConfigError", "container has runAsNonRoot and image will run as root");
        }
    }

    @Test
    void credentialsAreForTheOwnerOnlyAndGoWithThePod() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(pod, container -> container.setImage(UNREACHABLE));
            DesiredPod plain = pod.build();
            harness.site()
                    .apply(new DesiredPod(
                            plain.ref(),
                            plain.pod(),
                            plain.containers(),
                            plain.files(),
                            List.of(new PullCredential("localhost:1", "me", "secret")),
                            "1"));
            waits(harness, pod, "ErrImagePull", "connection refused");
            Path file = harness.podDirectory(pod.ref).resolve("auth.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(file).strip())
                    .isEqualTo("{\"auths\":{\"localhost:1\":{\"auth\":\"bWU6c2VjcmV0\"}}}");
            harness.site().delete(pod.ref, java.time.Duration.ZERO);
            assertThat(file).doesNotExist();
        }
    }
}
