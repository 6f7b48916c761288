// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import java.util.List;

/**
 * What a client asks of {@code exec} or {@code attach}.
 *
 * @param command the command and its arguments; empty for {@code attach}
 * @param stderr never together with {@code tty}, which joins the two outputs
 * @param tty whether the client has a terminal and tells its size
 */
public record CommandOptions(List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {

    /** Copies the command. */
    public CommandOptions {
        command = List.copyOf(command);
    }
}
