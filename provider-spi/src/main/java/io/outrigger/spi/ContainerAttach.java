// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

/** Joins the streams of running containers. Implemented by providers as a capability of a {@link Site}. */
public interface ContainerAttach {

    /**
     * Joins a container's streams and returns when it has ended. When the calling thread is interrupted, the streams
     * are left and the container goes on.
     *
     * @param pod the pod
     * @param container a running container
     * @param streams what to join
     * @throws ProviderException of kind {@code NOT_FOUND} when the container does not run
     * @throws InterruptedException when the caller went away
     */
    void attach(PodRef pod, String container, ContainerStreams streams) throws ProviderException, InterruptedException;
}
