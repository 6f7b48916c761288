// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;

/** Words for a refusal: the pod, the field, and why. */
public final class Refusal {

    private final PodRef pod;
    private final String site;

    /**
     * @param pod the pod
     * @param site what the site does, in a sentence
     */
    public Refusal(PodRef pod, String site) {
        this.pod = pod;
        this.site = site;
    }

    /** Refuses what the site cannot do. */
    public void unless(boolean fine, String field, String why) throws ProviderException {
        unless(fine, field, why, "leave the field out, or use another node");
    }

    /** Refuses what the site cannot do, and says what to do instead. */
    public void unless(boolean fine, String field, String why, String remedy) throws ProviderException {
        if (!fine) {
            throw new ProviderException(
                    Kind.UNSUPPORTED, "pod " + pod + ": " + field + " " + why + " (" + site + "; " + remedy + ")");
        }
    }

    /** Refuses what is wrong anywhere. */
    public void invalidUnless(boolean fine, String field, String why) throws ProviderException {
        if (!fine) {
            throw new ProviderException(Kind.INVALID_POD, "pod " + pod + ": " + field + " " + why);
        }
    }
}
