// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

/**
 * A part of a pod cannot be resolved at present; it may be when an object it refers to appears or changes. The message
 * is the kubelet's where it has one and never holds a secret value.
 */
final class UnresolvedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String message;

    UnresolvedException(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
