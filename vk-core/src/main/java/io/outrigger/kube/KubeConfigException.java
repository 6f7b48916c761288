// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;
/**
 * The cluster's address or credentials cannot be used. Thrown when a connection is opened; the message names the file,
 * the context, the cause and what to do, and no credential.
 */
public final class KubeConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message one or two sentences
     */
    public KubeConfigException(String message) {
        super(message);
    }

    /**
     * @param message one or two sentences
     * @param cause what went wrong underneath
     */
    public KubeConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
