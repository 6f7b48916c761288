// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import org.junit.jupiter.api.Test;

/** Chapters 4 and 8 of the contract as far as the link is broken. */
public abstract class LinkRules extends Chapter {

    /** For subclasses. */
    protected LinkRules() {}

    @Test
    final void rule_4_2_listNeverGuessesWhileTheLinkIsBroken() throws Exception {
        needs(Capability.LINK);
        Site site = start();
        bench().run(pod(RUNS));
        breakLink();
        ProviderException failure = catchThrowableOfType(ProviderException.class, site::list);
        assertThat(failure)
                .as("list() throws a ProviderException while the link is broken, and answers nothing from memory")
                .isNotNull();
        assertThat(failure.kind())
                .as("the kind of \"%s\"", failure.getMessage())
                .isEqualTo(ProviderException.Kind.UNREACHABLE);
    }

    @Test
    final void rule_4_4_whatMayHaveBeenMissedIsAGap() throws Exception {
        needs(Capability.LINK);
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        int gaps = bench().reports().gaps();
        breakLink();
        kill(pod);
        pass();
        healLink();
        Waiting.until(
                lent().patience(),
                "gap() is reported once the link is whole again, or the end of the container that was killed meanwhile",
                () -> bench().reports().gaps() > gaps
                        || bench().reports().states(pod.ref(), TestPod.MAIN).stream()
                                .anyMatch(state -> state instanceof ContainerState.Terminated),
                told -> told);
    }

    @Test
    final void rule_8_2_podsGoOnWhileTheLinkIsBroken() throws Exception {
        needs(Capability.LINK);
        start();
        TestPod pod = pod(RUNS);
        ObservedPod before = bench().run(pod);
        breakLink();
        pass();
        healLink();
        bench().awaitListed(pod.ref(), "as before the link broke: " + before, States.same(before));
        Waiting.stays(
                lent().quiet(),
                "nothing is restarted once the link is whole again; before: " + before,
                () -> bench().listed(pod.ref()),
                States.same(before));
    }

    @Test
    final void rule_8_2_listShowsWhatHappenedWhileTheLinkWasBroken() throws Exception {
        needs(Capability.LINK);
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        breakLink();
        kill(pod);
        pass();
        healLink();
        bench().awaitListed(pod.ref(), "ended with exit code 137", States.endedWith(137));
    }

    /** Time goes by while the link is broken. */
    private void pass() throws InterruptedException {
        Thread.sleep(lent().quiet().toMillis());
    }
}
