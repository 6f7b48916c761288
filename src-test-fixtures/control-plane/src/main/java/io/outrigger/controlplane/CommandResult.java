// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

/**
 * How a command ended.
 *
 * @param command the command line, for messages
 * @param exitCode 0 on success
 * @param stdout what it wrote to standard output, complete
 * @param stderr what it wrote to standard error, complete
 */
public record CommandResult(String command, int exitCode, String stdout, String stderr) {
    /** Whether the exit code is 0. */
    public boolean succeeded() {
        return exitCode == 0;
    }

    /**
     * Standard output of a command that must succeed.
     *
     * @throws IllegalStateException if it failed; the message holds the command line and what it wrote
     */
    public String orThrow() {
        if (!succeeded()) {
            throw new IllegalStateException(command + " ended with exit code " + exitCode + "\n" + stderr + stdout);
        }
        return stdout;
    }
}
