// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

/** What follows from the answers to probes. */
public enum Change {
    /** The container has come up. */
    STARTED,
    /** It may be sent traffic from now on. */
    READY,
    /** It may not be sent traffic from now on. */
    UNREADY,
    /** It is to be ended, and started again if the pod wants that. */
    KILL
}
