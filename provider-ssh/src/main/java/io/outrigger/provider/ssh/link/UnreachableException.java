// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;

/** The host itself cannot be reached: nothing is known about the path or the command that was asked for. */
public final class UnreachableException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message names the host, the cause and what to do
     */
    public UnreachableException(String message) {
        super(message);
    }

    /**
     * @param message names the host, the cause and what to do
     * @param cause what went wrong underneath
     */
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
