// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Knows addresses of this machine. */
final class MachineAddress {

    static final String LOOPBACK = "127.0.0.1";
    /** An address of nobody (RFC 5737); it is only routed to, never sent to. */
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 9);

    private MachineAddress() {}

    /** Whether an IP address, as a text, is only reached from this machine; nobody is asked. */
    static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1");
    }

    /** The address of the interface that leads outside, or the loopback address if there is none. */
    static String find() {
        try (var socket = new DatagramSocket()) {
            socket.connect(SOMEWHERE);
            var address = socket.getLocalAddress();
            return address.isAnyLocalAddress() ? LOOPBACK : address.getHostAddress();
        } catch (IOException | RuntimeException noRoute) {
            return LOOPBACK;
        }
    }
}
