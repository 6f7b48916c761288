// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

/** How kubectl carries streams to the API server. */
enum Transport {
    /** The default of kubectl since 1.31. */
    WEB_SOCKET("true"),
    /** What older clients speak, and what the API server speaks to nodes. */
    SPDY("false");

    private final String webSockets;

    Transport(String webSockets) {
        this.webSockets = webSockets;
    }

    /** The beginning of a script that has kubectl use it. */
    String chosen() {
        return "export KUBECTL_REMOTE_COMMAND_WEBSOCKETS=" + webSockets + "\n"
                + "export KUBECTL_PORT_FORWARD_WEBSOCKETS=" + webSockets + "\n";
    }
}
