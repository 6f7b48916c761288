// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

/** A rule of the design that is taken away; the simulation must notice every one of them. */
enum Mutant {
    /** The lanes as they are. */
    NONE,
    NO_KEY_EXCLUSION,
    NO_RELIST,
    NO_FENCE,
    IDENTITY_WITHOUT_UID,
    REMOVES_ON_FIRST_PASS,
    NO_REMOVAL_LIMIT,
    REMOVES_BEFORE_THE_CACHE_IS_COMPLETE,
    NO_TERMINAL_GATE,
    FINISHES_DELETION_EARLY,
    BELIEVES_REPORTS_OF_THE_END,
    IGNORES_LOST_PODS,
    DOES_NOT_COUNT_LOST_PODS,
    GIVES_UP_RETRYING,
    COMPARES_STATUS_WITH_NOTHING,
    OLD_WATCH_EVENTS_OVERWRITE,
    NO_REPAIR_OF_SCRIBBLES,
    IGNORES_THAT_A_SITE_IS_BACK,
    FORGETS_VANISHED_PODS
}
