// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

/**
 * The virtual kubelet could not start, and everything it had opened is closed again. The message names what was refused,
 * why, and what to do; it never holds a secret.
 */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
