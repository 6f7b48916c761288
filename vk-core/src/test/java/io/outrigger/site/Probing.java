// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

/** Lets tests of other packages do what the probe does, on their own thread. */
public final class Probing {

    private Probing() {}

    /** Asks a site once and looks whether it has been silent for too long. */
    public static void round(OpenSite site) {
        site.ask();
        site.checkSilence();
    }
}
