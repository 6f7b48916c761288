// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Makes connections into pods. Implemented by providers as a capability of a {@link Site}. */
public interface PortForward {

    /**
     * Connects to a port in the pod's network, as seen from inside the pod at {@code localhost}.
     *
     * @param pod the pod
     * @param port 1 to 65535
     * @return an open connection
     * @throws ProviderException of kind {@code NOT_FOUND} when nobody listens there
     */
    Connection connect(PodRef pod, int port) throws ProviderException;

    /** An open connection; its two directions may be used by two threads. Implemented by providers. */
    interface Connection extends AutoCloseable {

        /** {@return what the pod sends} */
        InputStream input();

        /** {@return what the pod receives; closing it is a half-close} */
        OutputStream output();

        /** Ends both directions. Idempotent, from any thread. */
        @Override
        void close() throws IOException;
    }
}
