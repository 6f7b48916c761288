// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PullCredential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a registry that wants a password: who has it, who has a wrong one, and where it can be read. */
@NeedsPodman
@NeedsRegistry
@Tag("engine")
final class PodmanRegistryIT {

    private static final String WRONG = "wrong-password-0815";

    @TempDir
    static Path shared;

    private static RegistryForTests registry;

    @TempDir
    Path directory;

    private Path calls;
    private Path program;

    @BeforeAll
    static void fill() throws Exception {
        registry = RegistryForTests.start(shared.resolve("registry"), Podman.get());
    }

    @AfterAll
    static void close() {
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void install() throws Exception {
        calls = directory.resolve("calls");
        program = directory.resolve("podman");
        // Everybody on the host can read what a program is called with; its variables are read by its owner.
        Files.writeString(program, """
                #!/bin/sh
                { printf '%%s\\n' "$@"; env; } >>%s
                exec %s "$@"
                """.formatted(calls, Podman.get().program()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void remove() throws Exception {
        Podman.get().run("rmi", "-f", "--ignore", registry.image());
    }

    private SiteHarness harness() throws Exception {
        return PodmanSite.open(directory.resolve("state"), "/bin/sh", program);
    }

    private PodsForTests app(String policy) {
        PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
        return main(pod, container -> {
            container.setImage(registry.image());
            container.setImagePullPolicy(policy);
        });
    }

    private static DesiredPod with(PodsForTests pod, PullCredential... credentials) {
        DesiredPod plain = pod.build();
        return new DesiredPod(
                plain.ref(), plain.pod(), plain.containers(), plain.files(), List.of(credentials), plain.hash());
    }

    private static void waits(SiteHarness harness, PodsForTests pod, String reason, String... words) {
        eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                    assertThat(waiting.reason()).isEqualTo(reason);
                    assertThat(waiting.message()).contains(words).doesNotContain(RegistryForTests.traces(WRONG));
                }));
    }

    private static void runs(SiteHarness harness, PodsForTests pod, int restarts) {
        eventually(() -> {
            assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
            assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(restarts);
        });
    }

    /** What all files of a pod hold, as bytes. */
    private static String files(Path pod) throws IOException {
        StringBuilder found = new StringBuilder();
        try (Stream<Path> files = Files.walk(pod)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return found.toString();
    }

    @Test
    void theRightPasswordPullsAndIsNowhereAfterwards() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = app("Always");
            harness.site().apply(with(pod, registry.credential(RegistryForTests.PASSWORD)));
            runs(harness, pod, 0);
            eventually(
                    () -> assertThat(harness.events)
                            .filteredOn(event -> event.reason().startsWith("Pull"))
                            .extracting(ContainerEvent::message)
                            .satisfiesExactly(
                                    first -> assertThat(first).isEqualTo("Pulling image \"" + registry.image() + "\""),
                                    second -> assertThat(second)
                                            .matches(
                                                    "Successfully pulled image \"" + registry.image()
                                                            + "\" in \\d+s \\(\\d+s including waiting\\)\\. Image size: [1-9]\\d+ bytes\\.")));
            String[] traces = RegistryForTests.traces(RegistryForTests.PASSWORD);
            assertThat(harness.podDirectory(pod.ref).resolve("auth.json")).doesNotExist();
            assertThat(files(harness.podDirectory(pod.ref))).doesNotContain(traces);
            assertThat(Files.readString(calls)).contains("--authfile").doesNotContain(traces);
            // Nobody has the password any more: what was pulled with it is what is started again.
            Podman.get().run("kill", "--signal", "KILL", "outrigger-" + pod.ref.uid() + "-main-0");
            runs(harness, pod, 1);
            // A later apply brings it again, and nothing needs it.
            harness.site().apply(with(pod.hash("2"), registry.credential(RegistryForTests.PASSWORD)));
            assertThat(files(harness.podDirectory(pod.ref))).doesNotContain(traces);
        }
    }

    @Test
    void aWrongPasswordIsToldInTheKubeletsWordsUntilTheRightOneComes() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = app("IfNotPresent");
            harness.site().apply(with(pod, registry.credential(WRONG)));
            waits(harness, pod, "ErrImagePull", registry.image().split(":")[0], "unauthorized");
            waits(
                    harness,
                    pod,
                    "ImagePullBackOff",
                    "Back-off pulling image \"" + registry.image() + "\": ErrImagePull: ",
                    "unauthorized");
            Path file = harness.podDirectory(pod.ref).resolve("auth.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(calls)).doesNotContain(RegistryForTests.traces(WRONG));
            harness.site().apply(with(pod.hash("2"), registry.credential(RegistryForTests.PASSWORD)));
            runs(harness, pod, 0);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void withoutASecretNothingIsPulled() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = app("IfNotPresent");
            harness.site().apply(with(pod));
            waits(harness, pod, "ErrImagePull", registry.image().split(":")[0], "unauthorized");
            waits(harness, pod, "ImagePullBackOff", "Back-off pulling image");
        }
    }
}
