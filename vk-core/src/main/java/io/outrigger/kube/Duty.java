// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

/** What a program may do beside what it always does; each takes permissions of its own. */
public enum Duty {
    /** Requests serving certificates from the cluster. */
    REQUEST_CERTIFICATES,
    /** Approves those that it has requested itself. */
    APPROVE_CERTIFICATES
}
