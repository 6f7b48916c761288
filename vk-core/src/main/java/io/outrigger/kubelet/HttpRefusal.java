// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

/** A request that is answered with an error; the message is the body, for a user to read. */
final class HttpRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    HttpRefusal(int status, String body) {
        super(body, null, false, false);
        this.status = status;
    }

    HttpRefusal(int status, String body, Throwable cause) {
        super(body, cause);
        this.status = status;
    }

    int status() {
        return status;
    }

    String body() {
        return String.valueOf(getMessage());
    }
}
