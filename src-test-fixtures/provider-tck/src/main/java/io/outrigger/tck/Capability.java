// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

/**
 * What a site may or may not be able to do. The kit takes every one for granted; a harness says no in {@link
 * ProviderHarness#lacks()}, and then the kit checks that the site says no as well.
 */
public enum Capability {
    /** {@code Site.logs()}; where it lacks, the answer is empty. */
    LOGS(""),
    /** {@code Site.exec()}; where it lacks, the answer is empty. */
    EXEC(""),
    /** {@code Site.attach()}; where it lacks, the answer is empty. */
    ATTACH(""),
    /** {@code Site.portForward()}; where it lacks, the answer is empty. */
    PORT_FORWARD(""),
    /** {@code Site.stats()}; where it lacks, the answer is empty. */
    STATISTICS(""),
    /** Something lies between provider and site that can break; where it lacks, nothing is checked. */
    LINK(""),
    /** Several containers in a pod; where it lacks, they are refused by name. */
    SEVERAL_CONTAINERS("containers"),
    /** Init containers; where it lacks, they are refused by name. */
    INIT_CONTAINERS("initContainers"),
    /** The restart policies {@code Always} and {@code OnFailure}; where it lacks, they are refused by name. */
    RESTARTS("restartPolicy"),
    /** Volumes with files; where it lacks, they are refused by name. */
    VOLUMES("volumes"),
    /** Environment variables, late values too; where it lacks, they are refused by name. */
    ENVIRONMENT("env"),
    /** Another image for a pod that runs; where it lacks, the change is refused by name. */
    IMAGE_CHANGE("image");

    private final String field;

    Capability(String field) {
        this.field = field;
    }

    /** The field of a pod that a refusal has to name. */
    String field() {
        return field;
    }
}
