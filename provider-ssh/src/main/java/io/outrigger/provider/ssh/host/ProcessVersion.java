// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

/** The version of the process runtime, as a node shows it. */
final class ProcessVersion {

    static final String VERSION = "0.1";

    private ProcessVersion() {}
}
