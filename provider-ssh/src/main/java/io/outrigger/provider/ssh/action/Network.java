// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.time.Duration;

/** Connects to servers as a container's node would. Implemented by the pod runner; safe from any thread. */
@FunctionalInterface
public interface Network {

    /**
     * Connects to a TCP port, from the host.
     *
     * @param target the container that is asked
     * @param host its address, or the host that its probe names
     * @param port 1 to 65535
     * @param limit how long the server may take to accept
     * @return an open connection
     * @throws java.net.ConnectException when nobody listens there
     * @throws java.io.InterruptedIOException when nobody has accepted in time, or the thread was interrupted
     * @throws BarredException when the host does not let this program connect, whatever the server does
     * @throws IOException when the host cannot be reached
     */
    PortForward.Connection connect(Target target, String host, int port, Duration limit) throws IOException;
}
