// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

/** Unwinds the stack of a program that was killed in the middle of a call. */
final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
