// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.ProbesIT.exec;
import static io.outrigger.provider.ssh.ProbesIT.main;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.outrigger.spi.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What runs after the start of a container and before its end, under every shell that a host may have. */
final class HooksIT {

    private static final String NOTES_ITS_END =
            "trap 'echo term >>order; exit 0' TERM; : >begun; while :; do sleep 0.1; done";

    @TempDir
    Path directory;

    @EveryShell
    void aContainerHasStartedWhenItsHookHasEnded(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("exec sleep 1000")
                    .with(each -> main(each)
                            .setLifecycle(postStart("while [ ! -e go ]; do sleep 0.1; done; echo hook >>order")));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod)).isInstanceOf(ContainerState.Running.class));
            assertThat(harness.container(pod.ref, "main").started()).isFalse();
            assertThat(harness.container(pod.ref, "main").ready()).isFalse();
            Files.createFile(work(harness, pod).resolve("go"));
            eventually(() -> assertThat(harness.reported(pod.ref, "main"))
                    .hasValueSatisfying(main -> assertThat(main.ready()).isTrue()));
            assertThat(harness.container(pod.ref, "main").started()).isTrue();
            harness.restart();
            assertThat(harness.container(pod.ref, "main").ready()).isTrue();
            assertThat(work(harness, pod).resolve("order")).hasContent("hook");
        }
    }

    @EveryShell
    void aContainerWhoseFirstHookFailsIsEnded(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("trap 'exit 9' TERM; while :; do sleep 0.1; done")
                    .with(each -> main(each).setLifecycle(postStart("sleep 0.5; exit 1")));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod))
                    .isInstanceOfSatisfying(
                            ContainerState.Terminated.class,
                            end -> assertThat(end.exitCode()).isEqualTo(9)));
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            assertThat(harness.events.stream().map(event -> event.reason() + ": " + event.message()))
                    .containsSubsequence("FailedPostStartHook: PostStartHook failed", "Killing: FailedPostStartHook");
        }
    }

    @EveryShell
    void aContainerIsAskedToEndWhenItsHookHasEnded(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always(NOTES_ITS_END)
                    .with(each -> main(each)
                            .setLifecycle(preStop("while [ ! -e go ]; do sleep 0.1; done; echo hook >>order")));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(work(harness, pod).resolve("begun")).exists());
            // Whoever deletes does not wait for the hook.
            harness.site().delete(pod.ref, Duration.ofSeconds(100));
            assertThat(work(harness, pod).resolve("order")).doesNotExist();
            Files.createFile(work(harness, pod).resolve("go"));
            eventually(() -> assertThat(state(harness, pod)).isInstanceOf(ContainerState.Terminated.class));
            assertThat(work(harness, pod).resolve("order")).hasContent("hook\nterm");
        }
    }

    @EveryShell
    void aHookThatDoesNotEndIsEndedWithItsContainerWhenTheGraceIsOver(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod =
                    PodsForTests.always(NOTES_ITS_END).with(each -> main(each).setLifecycle(preStop("sleep 1000")));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(work(harness, pod).resolve("begun")).exists());
            harness.site().delete(pod.ref, Duration.ofSeconds(100));
            eventually(() -> assertThat(Commands.commandsIn(pod.ref)).isNotEmpty());
            harness.site().delete(pod.ref, Duration.ofSeconds(2));
            eventually(() -> assertThat(state(harness, pod)).isInstanceOf(ContainerState.Terminated.class));
            assertThat(work(harness, pod).resolve("order")).hasContent("term");
            eventually(() -> assertThat(Commands.commandsIn(pod.ref)).isEmpty());
        }
    }

    @EveryShell
    void anEndThatAProbeWantsWaitsForTheHookToo(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("rm -f sick; " + NOTES_ITS_END)
                    .with(each -> {
                        main(each).setLifecycle(preStop("echo hook >>order"));
                        main(each).setLivenessProbe(exec("test ! -e sick"));
                    });
            harness.site().apply(pod.build());
            eventually(() -> assertThat(work(harness, pod).resolve("begun")).exists());
            Files.createFile(work(harness, pod).resolve("sick"));
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1));
            assertThat(work(harness, pod).resolve("order")).hasContent("hook\nterm");
        }
    }

    @EveryShell
    void aHookMayJustWait(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            Lifecycle lifecycle = new LifecycleBuilder()
                    .withNewPreStop()
                    .withNewSleep(1L)
                    .endPreStop()
                    .build();
            PodsForTests pod =
                    PodsForTests.always(NOTES_ITS_END).with(each -> main(each).setLifecycle(lifecycle));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(work(harness, pod).resolve("begun")).exists());
            harness.site().delete(pod.ref, Duration.ofSeconds(20));
            // Nothing tells that something does not happen.
            Thread.sleep(500);
            assertThat(work(harness, pod).resolve("order")).doesNotExist();
            eventually(() -> assertThat(state(harness, pod)).isInstanceOf(ContainerState.Terminated.class));
            assertThat(work(harness, pod).resolve("order")).hasContent("term");
        }
    }

    @EveryShell
    void aContainerMayChooseTheSignalThatEndsIt(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("trap 'exit 7' USR1; : >begun; while :; do sleep 0.1; done")
                    .with(each -> main(each)
                            .setLifecycle(new LifecycleBuilder()
                                    .withStopSignal("SIGUSR1")
                                    .build()));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(work(harness, pod).resolve("begun")).exists());
            harness.site().delete(pod.ref, Duration.ofSeconds(20));
            eventually(() -> assertThat(state(harness, pod))
                    .isInstanceOfSatisfying(
                            ContainerState.Terminated.class,
                            end -> assertThat(end.exitCode()).isEqualTo(7)));
        }
    }

    private static ContainerState state(SiteHarness harness, PodsForTests pod) {
        return harness.container(pod.ref, "main").state();
    }

    private static Path work(SiteHarness harness, PodsForTests pod) {
        return harness.podDirectory(pod.ref).resolve("work");
    }

    private static Lifecycle postStart(String script) {
        return new LifecycleBuilder()
                .withNewPostStart()
                .withExec(new ExecAction(List.of("sh", "-c", script)))
                .endPostStart()
                .build();
    }

    static Lifecycle preStop(String script) {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withExec(new ExecAction(List.of("sh", "-c", script)))
                .endPreStop()
                .build();
    }
}
