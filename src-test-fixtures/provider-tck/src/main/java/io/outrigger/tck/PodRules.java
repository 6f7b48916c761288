// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter 2 of the contract, first part: what {@code apply} means. */
public abstract class PodRules extends Chapter {

    private static final Quantity LESS = new Quantity("1");

    private static final Program LONG_PAUSE = Program.of(new Program.Pause(Duration.ofMinutes(5)));

    /** For subclasses. */
    protected PodRules() {}

    @Test
    final void rule_2_1_twoPodsOfOneNameAreTwoPods() throws Exception {
        Site site = start();
        TestPod old = pod("twin", RUNS);
        TestPod young = pod("twin", RUNS);
        bench().run(old);
        bench().run(young);
        assertThat(site.list()).extracting(ObservedPod::ref).containsExactlyInAnyOrder(old.ref(), young.ref());
        site.delete(old.ref(), Duration.ZERO);
        bench().awaitGone(old.ref());
        bench().awaitListed(young.ref(), "still running after the other one was deleted", States.running());
    }

    @Test
    final void rule_2_2_applyDoesNotWaitForThePodToRun() throws Exception {
        needs(Capability.INIT_CONTAINERS);
        Site site = start();
        TestPod pod = pod(RUNS).init("slow", LONG_PAUSE);
        DesiredPod desired = pod.build();
        promptly("apply()", () -> site.apply(desired));
        Waiting.stays(
                lent().quiet(),
                "the container waits, for its init container takes five minutes, and apply() has returned",
                () -> States.main(bench().listed(pod.ref())).map(ObservedContainer::state),
                state -> state.isEmpty() || state.get() instanceof ContainerState.Waiting);
    }

    @Test
    final void rule_2_2_anAcceptedPodSurvivesARestartOfTheProgram() throws Exception {
        TestPod pod = pod(RUNS);
        start().apply(pod.build());
        bench().restart();
        bench().awaitListed(
                        pod.ref(), "running, though the program was restarted right after apply()", States.running());
    }

    @Test
    final void rule_2_3_applyingAgainRestartsNothing() throws Exception {
        Site site = start();
        TestPod pod = pod(RUNS);
        ObservedPod before = bench().run(pod);
        site.apply(pod.build());
        site.apply(pod.build());
        staysSame(pod, before);
    }

    @Test
    final void rule_2_3_applyingAgainDoesNotStartWhatHasEnded() throws Exception {
        Site site = start();
        TestPod pod = pod(exits(0));
        ObservedPod before = bench().finish(pod);
        site.apply(pod.build());
        staysSame(pod, before);
    }

    @Test
    final void rule_2_4_otherFilesAreExchangedAndNothingRestarts() throws Exception {
        needs(Capability.VOLUMES);
        Site site = start();
        TestPod pod = pod(Program.of(new Program.WatchFile("settings", "mode"))).file("settings", "mode", "old");
        ObservedPod before = bench().run(pod);
        awaitLine(pod, "old");
        site.apply(pod.file("settings", "mode", "new").build());
        awaitLine(pod, "new");
        if (has(Capability.LOGS)) {
            assertThat(bench().log(pod.ref(), LogOptions.all()))
                    .as("what the container read in its file, which never was missing")
                    .doesNotContain("missing");
        }
        staysSame(pod, before);
    }

    @Test
    final void rule_2_4_anotherImageRestartsTheContainer() throws Exception {
        Site site = start();
        TestPod pod = pod(RUNS);
        int before = restarts(Optional.of(bench().runReady(pod)));
        if (!has(Capability.IMAGE_CHANGE)) {
            refused(site, pod.image("tck-other-image").build(), ProviderException.Kind.UNSUPPORTED, "image");
            return;
        }
        site.apply(pod.otherImage(RUNS).build());
        bench().awaitListed(
                        pod.ref(),
                        "running, with a restart count above " + before,
                        now -> States.running().test(now) && restarts(now) > before);
    }

    @Test
    final void rule_2_4_theFirstApplyDecidesTheCommand() throws Exception {
        Site site = start();
        TestPod pod = pod(RUNS);
        ObservedPod before = bench().run(pod);
        site.apply(pod.main(exits(5)).build());
        staysSame(pod, before);
    }

    @Test
    final void rule_2_5_aPodThatIsBeingDeletedStaysSo() throws Exception {
        Site site = start();
        TestPod pod = pod(Program.of(new Program.AwaitStop(7)));
        DesiredPod desired = pod.build();
        bench().runReady(pod);
        site.delete(pod.ref(), LONG_GRACE);
        site.apply(desired);
        bench().awaitListed(pod.ref(), "stopped, though it was applied again after delete()", States.ended());
        site.apply(
                pod.edit(each -> each.editMetadata().addToLabels("again", "1").endMetadata())
                        .build());
        Waiting.stays(
                lent().quiet(),
                "the deleted pod stays stopped, though it is applied again",
                () -> bench().listed(pod.ref()),
                States.ended());
    }

    @Test
    final void rule_2_10_otherResourcesAreInForceWithoutARestart() throws Exception {
        Site site = start();
        TestPod pod = pod(RUNS).processor(new Quantity("2"));
        ObservedPod before = bench().run(pod);
        site.apply(pod.processor(LESS).build());
        if (States.main(Optional.of(before)).orElseThrow().resources() != null) {
            bench().awaitListed(pod.ref(), "given " + LESS + " of a processor, as it was applied", States.given(LESS));
        }
        staysSame(pod, before);
    }

    private void awaitLine(TestPod pod, String line) throws Exception {
        if (has(Capability.LOGS)) {
            Waiting.until(
                    lent().patience(),
                    "the container reads \"" + line + "\" in its file",
                    () -> bench().log(pod.ref(), LogOptions.all()),
                    log -> log.contains(" " + line + "\n"));
        }
    }

    private void staysSame(TestPod pod, ObservedPod before) throws Exception {
        PodRef ref = pod.ref();
        Waiting.stays(
                lent().quiet(),
                "list() shows the same instance of the container, not restarted, as before: " + before,
                () -> bench().listed(ref),
                States.same(before));
    }

    private static int restarts(Optional<ObservedPod> pod) {
        return States.main(pod).orElseThrow().restarts();
    }
}
