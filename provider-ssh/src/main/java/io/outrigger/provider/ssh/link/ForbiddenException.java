// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;

/** The host is there, but does not let this program do what was asked for; trying again does not help. */
public final class ForbiddenException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message names what is forbidden and what to do
     * @param cause what went wrong underneath
     */
    public ForbiddenException(String message, Throwable cause) {
        super(message, cause);
    }
}
