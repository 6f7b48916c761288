// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.util.Objects;

/**
 * What a command left behind.
 *
 * @param exitCode its exit code
 * @param output what it wrote
 * @param error what it complained about
 */
public record CommandOutput(int exitCode, String output, String error) {

    /** Refuses null. */
    public CommandOutput {
        Objects.requireNonNull(output, "output is null");
        Objects.requireNonNull(error, "error is null");
    }
}
