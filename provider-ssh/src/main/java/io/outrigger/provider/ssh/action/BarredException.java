// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;

/** A server could not be asked, for a reason that lies in the host: it says nothing about the container. */
public final class BarredException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message the reason and what to do
     */
    public BarredException(String message) {
        super(message);
    }

    /**
     * @param message the reason and what to do
     * @param cause what went wrong underneath
     */
    public BarredException(String message, Throwable cause) {
        super(message, cause);
    }
}
