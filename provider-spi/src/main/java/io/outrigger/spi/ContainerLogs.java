// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.io.InputStream;

/** Shows the logs of containers. Implemented by providers as a capability of a {@link Site}. */
public interface ContainerLogs {

    /**
     * Opens a log. Every line of the stream is a time stamp in RFC 3339 with nanoseconds in UTC, one blank, and the
     * text as the container wrote it; the core strips time stamps, filters by time and limits the size. The calling
     * thread is interrupted when nobody waits for the log any more.
     *
     * @param pod the pod
     * @param container the container
     * @param options which instance and which lines
     * @return a stream that blocks while following and ends when the container has ended and all was read; closing it
     *     releases everything, from any thread
     * @throws ProviderException of kind {@code NOT_FOUND} when there is no such instance
     */
    InputStream open(PodRef pod, String container, LogOptions options) throws ProviderException;
}
