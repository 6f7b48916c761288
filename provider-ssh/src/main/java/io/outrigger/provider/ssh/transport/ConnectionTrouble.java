// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Why no connection was made, for people: what is the matter and what to do. The library's own words name its classes. */
final class ConnectionTrouble {

    private ConnectionTrouble() {}

    /** The end of a sentence that begins with the host. */
    static String of(IOException failure, Duration patience) {
        Throwable deepest = deepest(failure);
        String message = words(deepest);
        if (deepest instanceof UnknownHostException || deepest instanceof UnresolvedAddressException) {
            return "has a name that is unknown here; check the name, or the name service";
        }
        if (deepest instanceof TimeoutException || message.matches("(?is).*(timeout|timed out).*")) {
            return "did not answer within " + patience.toSeconds()
                    + " s; check its address and port, and whether a firewall is in between";
        }
        if (deepest instanceof NoRouteToHostException || message.endsWith("unreachable")) {
            return "is on a network that cannot be reached from here (" + message + ")";
        }
        if (deepest instanceof ConnectException) {
            return "refuses connections (" + message + "); check the port, and that its SSH server runs";
        }
        if (message.equals("Connection reset") || message.equals("Broken pipe")) {
            return "broke the connection off (" + message + "); check its SSH server";
        }
        return "does not answer as an SSH server (" + message + "); check the port";
    }

    /** What the deepest cause says. */
    static String cause(IOException failure) {
        return words(deepest(failure));
    }

    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
