// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

/**
 * Where a probe is: its verdict, and how many equal answers came last. A value; an answer makes the next one. Answers
 * that say nothing about the container do not come here.
 *
 * @param verdict what counts at the moment
 * @param last whether the last answer was a success; means nothing while {@code run} is zero
 * @param run how many answers of that kind came in a row
 */
record ProbeState(Verdict verdict, boolean last, int run) {

    /** What counts. */
    enum Verdict {
        /** No verdict yet. */
        NONE,
        /** The container is well. */
        PASSED,
        /** The container is not well. */
        FAILED
    }

    /** A container is not ready, is alive, and has not come up, until answers say otherwise. */
    static ProbeState initial(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> new ProbeState(Verdict.NONE, false, 0);
            case READINESS -> new ProbeState(Verdict.FAILED, false, 0);
            case LIVENESS -> new ProbeState(Verdict.PASSED, false, 0);
        };
    }

    /** The state after an answer. */
    ProbeState after(boolean success, ProbeSettings settings) {
        int counted = run > 0 && last == success ? run + 1 : 1;
        int threshold = success ? settings.successThreshold() : settings.failureThreshold();
        Verdict next = success ? Verdict.PASSED : Verdict.FAILED;
        return new ProbeState(counted >= threshold ? next : verdict, success, counted);
    }
}
