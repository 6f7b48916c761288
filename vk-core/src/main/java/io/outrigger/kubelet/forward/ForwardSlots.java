// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.forward;

import java.io.IOException;

/** Counts the connections into pods, so that one client cannot take all threads. Implemented by the route; thread-safe. */
public interface ForwardSlots {

    /**
     * Takes a slot that {@link #release} gives back.
     *
     * @throws IOException when there is none; the message is for the user
     */
    void take() throws IOException;

    /** Gives a slot back. */
    void release();
}
