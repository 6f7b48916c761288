// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.List;

/** Runs commands in containers. Implemented by providers as a capability of a {@link Site}. */
public interface ContainerExec {

    /**
     * Runs a command and returns when it has ended and all its output was written. When the calling thread is
     * interrupted, the command and everything it started is killed.
     *
     * @param pod the pod
     * @param container a running container
     * @param command the command and its arguments; no shell parses them
     * @param streams its streams
     * @return its exit code; 128 + signal when a signal ended it
     * @throws ProviderException of kind {@code NOT_FOUND} when the container does not run
     * @throws InterruptedException after the command was killed because the caller went away
     */
    int exec(PodRef pod, String container, List<String> command, ContainerStreams streams)
            throws ProviderException, InterruptedException;
}
