// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a device answered. Its body may hold anything, so it is never printed.
 *
 * @param request the request, in words
 * @param status the HTTP status
 * @param header finds a header
 * @param body the bytes of the body, not copied
 */
record Answer(String request, int status, Function<String, Optional<String>> header, byte[] body) {

    boolean ok() {
        return status >= 200 && status < 300;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Answer answer
                && request.equals(answer.request)
                && status == answer.status
                && Arrays.equals(body, answer.body);
    }

    @Override
    public int hashCode() {
        return 31 * request.hashCode() + status;
    }

    @Override
    public String toString() {
        return request + " -> " + status;
    }
}
