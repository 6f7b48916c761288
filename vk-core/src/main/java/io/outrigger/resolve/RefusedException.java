// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

/** A pod can never be resolved as it is specified. The message names the field and never holds a secret value. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private final String message;

    private RefusedException(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.message = message;
    }

    /** The field asks for what virtual nodes cannot do. */
    static RefusedException unsupported(String field, String cause) {
        return new RefusedException("UnsupportedField", field + ": " + cause);
    }

    /** The field holds what no pod can hold. */
    static RefusedException invalid(String field, String cause) {
        return new RefusedException("InvalidField", field + ": " + cause);
    }

    /** One word, as in an event. */
    String reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
