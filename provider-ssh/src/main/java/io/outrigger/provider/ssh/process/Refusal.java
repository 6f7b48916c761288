// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;

/** Words for a refusal: the pod, the field, and why. */
final class Refusal {

    private final PodRef pod;

    Refusal(PodRef pod) {
        this.pod = pod;
    }

    /** Refuses what a plain process cannot have. */
    void unless(boolean fine, String field, String why) throws ProviderException {
        unless(fine, field, why, "leave the field out, or use another node");
    }

    /** Refuses what a plain process cannot have, and says what to do. */
    void unless(boolean fine, String field, String why, String remedy) throws ProviderException {
        if (!fine) {
            throw new ProviderException(
                    Kind.UNSUPPORTED,
                    "pod " + pod + ": " + field + " " + why + " (this site runs containers as plain processes; "
                            + remedy + ")");
        }
    }

    /** Refuses what is wrong anywhere. */
    void invalidUnless(boolean fine, String field, String why) throws ProviderException {
        if (!fine) {
            throw new ProviderException(Kind.INVALID_POD, "pod " + pod + ": " + field + " " + why);
        }
    }
}
