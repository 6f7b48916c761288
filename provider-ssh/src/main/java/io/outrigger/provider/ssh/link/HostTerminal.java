// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;

/**
 * A command that runs on a terminal which the way to the host has made, or was to make: what it writes comes on one
 * output, and the end of its input is typed. Implemented by ways that can make terminals.
 */
public interface HostTerminal extends HostProcess {

    /**
     * Gives the terminal another size; the command is told of it.
     *
     * @throws IOException when the host cannot be reached any more
     */
    void resize(int columns, int rows) throws IOException;
}
