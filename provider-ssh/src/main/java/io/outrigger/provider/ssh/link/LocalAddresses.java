// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** Finds the addresses of this machine. */
final class LocalAddresses {

    private static final List<String> LOOPBACK = List.of("127.0.0.1");

    private LocalAddresses() {}

    /** The first IPv4 address that is not loopback or link-local, or else the loopback address. */
    static List<String> find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddresses::up)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .map(List::of)
                    .orElse(LOOPBACK);
        } catch (SocketException exception) {
            // A machine without a network has its loopback address only.
            return LOOPBACK;
        }
    }

    private static boolean up(NetworkInterface network) {
        try {
            return network.isUp() && !network.isPointToPoint();
        } catch (SocketException exception) {
            // It vanished while we looked.
            return false;
        }
    }
}
