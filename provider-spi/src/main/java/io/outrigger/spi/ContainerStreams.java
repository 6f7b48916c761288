// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a command or a container. Made by the core. Reading and writing block, so a slow reader slows the
 * writer; the streams are closed by the core.
 *
 * @param input what the process reads, or null when it gets no input; its end is a half-close
 * @param output where its output goes
 * @param error where its error output goes, or null when a terminal joins the two
 * @param terminal the terminal to give it, or null for none
 */
public record ContainerStreams(
        @Nullable InputStream input,
        OutputStream output,
        @Nullable OutputStream error,
        @Nullable Terminal terminal) {

    /** Refuses null where it is not allowed. */
    // Not compact: javac leaves the nullness of a compact constructor's parameters out of the class file.
    public ContainerStreams(
            @Nullable InputStream input,
            OutputStream output,
            @Nullable OutputStream error,
            @Nullable Terminal terminal) {
        this.input = input;
        this.output = Objects.requireNonNull(output, "output is null");
        this.error = error;
        this.terminal = terminal;
    }
}
