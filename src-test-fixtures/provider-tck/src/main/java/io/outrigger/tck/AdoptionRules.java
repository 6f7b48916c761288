// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.Site;
import org.junit.jupiter.api.Test;

/** Chapter 8 of the contract, first part: the program starts again. */
public abstract class AdoptionRules extends Chapter {

    /** For subclasses. */
    protected AdoptionRules() {}

    @Test
    final void rule_8_1_afterARestartOfTheProgramPodsGoOn() throws Exception {
        start();
        TestPod pod = pod(RUNS).restarts(2);
        ObservedPod before = bench().run(pod);
        Site site = bench().restart();
        bench().awaitListed(pod.ref(), "as before: " + before, States.same(before));
        site.apply(pod.build());
        Waiting.stays(
                lent().quiet(),
                "applying again after a restart of the program restarts nothing; before: " + before,
                () -> bench().listed(pod.ref()),
                States.same(before));
    }

    @Test
    final void rule_8_1_whatHasEndedIsStillKnownAfterARestart() throws Exception {
        start();
        TestPod pod = pod(exits(6));
        bench().finish(pod);
        bench().restart();
        bench().awaitListed(pod.ref(), "ended with exit code 6", States.endedWith(6));
    }

    @Test
    final void rule_8_3_aDeleteFromBeforeARestartIsFinishedAfterIt() throws Exception {
        Site site = start();
        TestPod pod = pod(DEAF);
        bench().runReady(pod);
        site.delete(pod.ref(), SHORT_GRACE);
        bench().restart();
        bench().awaitListed(pod.ref(), "killed when its grace had ended", States.endedWith(137));
    }
}
