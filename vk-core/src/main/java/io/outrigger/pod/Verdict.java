// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.pod.Observation.Refusal;
import io.outrigger.resolve.Resolution;

/** What came of offering a pod to its site. */
sealed interface Verdict {

    /**
     * The site has the pod as it should be.
     *
     * @param ready what it has
     * @param news whether it was given the pod just now
     */
    record Accepted(Resolution.Ready ready, boolean news) implements Verdict {}

    /** The pod waits for objects that it refers to. */
    record Missing(Resolution.Missing missing) implements Verdict {}

    /** The pod can never run at this site as it is specified. */
    record Refused(Refusal refusal) implements Verdict {}
}
