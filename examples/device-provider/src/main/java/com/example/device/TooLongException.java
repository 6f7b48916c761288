// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.io.IOException;

/** An answer is longer than any honest one. */
final class TooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    TooLongException(int limit) {
        super("the answer is longer than " + limit + " bytes");
    }
}
