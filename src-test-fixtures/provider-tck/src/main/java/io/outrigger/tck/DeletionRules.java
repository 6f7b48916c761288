// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 3 of the contract: how pods end. */
public abstract class DeletionRules extends Chapter {

    /** For subclasses. */
    protected DeletionRules() {}

    @Test
    final void rule_3_1_deleteAsksToStopAndGoesOnListing() throws Exception {
        Site site = start();
        TestPod pod = pod(Program.of(new Program.AwaitStop(9)));
        bench().runReady(pod);
        site.delete(pod.ref(), LONG_GRACE);
        bench().awaitListed(pod.ref(), "stopped by itself with exit code 9, and still listed", States.endedWith(9));
        Waiting.stays(
                lent().quiet(),
                "list() goes on showing the stopped pod",
                () -> bench().listed(pod.ref()),
                States.endedWith(9));
    }

    @Test
    final void rule_3_1_deleteReturnsAtOnceAndGivesTheWholeGrace() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        bench().runReady(pod);
        promptly("delete()", () -> site.delete(pod.ref(), LONG_GRACE));
        Waiting.stays(
                lent().quiet(),
                "a container that ignores the request goes on until the grace of " + LONG_GRACE + " ends",
                () -> bench().listed(pod.ref()),
                States.running());
    }

    @Test
    final void rule_3_1_whatIsLeftWhenTheGraceEndsIsKilled() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        bench().runReady(pod);
        site.delete(pod.ref(), SHORT_GRACE);
        bench().awaitListed(pod.ref(), "killed, with exit code 137, after one second", States.endedWith(137));
    }

    @Test
    final void rule_3_1_whatNeverStartedHasEndedToo() throws Exception {
        needs(Capability.INIT_CONTAINERS);
        Site site = start();
        TestPod pod = pod(RUNS).init("first", Program.of(new Program.AwaitStop(9)));
        site.apply(pod.build());
        bench().awaitListed(
                        pod.ref(),
                        "the init container runs",
                        listed -> listed.flatMap(each -> each.container("first"))
                                .filter(first -> first.state() instanceof ContainerState.Running)
                                .isPresent());
        site.delete(pod.ref(), LONG_GRACE);
        bench().awaitListed(pod.ref(), "listed as ended, though its turn never came", States.ended());
    }

    @Test
    final void rule_3_2_aGraceOfZeroKillsForgetsAndReportsIt() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        bench().runReady(pod);
        site.delete(pod.ref(), Duration.ZERO);
        forgotten(pod.ref());
    }

    @Test
    final void rule_3_2_aGraceOfZeroForgetsWhatHasEnded() throws Exception {
        Site site = start();
        TestPod pod = pod(exits(0));
        bench().finish(pod);
        site.delete(pod.ref(), Duration.ZERO);
        forgotten(pod.ref());
    }

    @Test
    final void rule_3_3_aLaterDeleteShortensTheGrace() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        bench().runReady(pod);
        promptly("delete()", () -> site.delete(pod.ref(), LONG_GRACE));
        site.delete(pod.ref(), SHORT_GRACE);
        bench().awaitListed(pod.ref(), "killed after the shorter grace", States.endedWith(137));
    }

    @Test
    final void rule_3_3_aLaterDeleteNeverLengthensTheGrace() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        bench().runReady(pod);
        site.delete(pod.ref(), SHORT_GRACE);
        promptly("delete()", () -> site.delete(pod.ref(), LONG_GRACE));
        bench().awaitListed(pod.ref(), "killed after the first, shorter grace", States.endedWith(137));
    }

    @Test
    final void rule_3_4_deletingAnUnknownPodIsASuccess() throws Exception {
        Site site = start();
        PodRef unknown = pod("unknown", RUNS).ref();
        assertThatCode(() -> site.delete(unknown, Duration.ofSeconds(30)))
                .as("delete() of an unknown pod with a grace")
                .doesNotThrowAnyException();
        assertThatCode(() -> site.delete(unknown, Duration.ZERO))
                .as("delete() of an unknown pod without a grace")
                .doesNotThrowAnyException();
    }

    @Test
    final void rule_3_5_nothingOfAForgottenPodIsLeft() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        if (has(Capability.SEVERAL_CONTAINERS)) {
            pod.container("second", DEAF);
        }
        bench().runReady(pod);
        site.delete(pod.ref(), Duration.ZERO);
        Waiting.until(
                lent().patience(),
                "the backend has nothing left of the pod",
                () -> lent().leftovers(pod.ref()),
                List::isEmpty);
    }

    private void forgotten(PodRef pod) throws Exception {
        bench().awaitGone(pod);
        Waiting.until(
                lent().patience(),
                "removed() is reported for " + pod,
                () -> bench().reports().removals(),
                removals -> removals.contains(pod));
        Waiting.stays(lent().quiet(), "the pod stays forgotten", () -> bench().listed(pod), listed -> listed.isEmpty());
    }
}
