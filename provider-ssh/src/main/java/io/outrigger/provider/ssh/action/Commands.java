// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs commands in containers. Implemented by the pod runner; safe from any thread. */
@FunctionalInterface
public interface Commands {

    /** A command that the host has begun to run. */
    @FunctionalInterface
    interface Running {

        /**
         * For how long it has run in its container; asks the host, and blocks until that answers.
         *
         * @return empty when it does not run there yet, or any more
         * @throws ProviderException when the host does not tell
         */
        Optional<Duration> age() throws ProviderException;
    }

    /**
     * Runs a command and waits for its end.
     *
     * @param target the container
     * @param command the program and its arguments
     * @param streams where its output goes
     * @param begun called once, by the calling thread, when the host has begun to run it; an engine may take a while then
     * @return its exit code
     * @throws ProviderException when it was not begun in good time, or nobody knows how it ended
     * @throws InterruptedException when the thread was interrupted; the command was killed then
     */
    int run(Target target, List<String> command, ContainerStreams streams, Consumer<Running> begun)
            throws ProviderException, InterruptedException;
}
