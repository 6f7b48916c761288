// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

/** An invariant was broken. An Error, so that no lane takes it for a failure to retry. */
final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what);
    }
}
