// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import java.util.List;

/** Runs commands in containers. Implemented by the pod runner; safe from any thread. */
@FunctionalInterface
public interface Commands {

    /**
     * Runs a command and waits for its end.
     *
     * @param target the container
     * @param command the program and its arguments
     * @param streams where its output goes
     * @param begun called once, by the calling thread, when the host has begun to run it
     * @return its exit code
     * @throws ProviderException when it was not begun in good time, or nobody knows how it ended
     * @throws InterruptedException when the thread was interrupted; the command was killed then
     */
    int run(Target target, List<String> command, ContainerStreams streams, Runnable begun)
            throws ProviderException, InterruptedException;
}
