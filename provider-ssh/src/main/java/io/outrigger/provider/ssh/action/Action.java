// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.time.Duration;
import java.util.List;

/** Something that is done to a container. An empty host stands for the container's own address. */
public sealed interface Action {

    /**
     * Runs a command in the container.
     *
     * @param command its words
     */
    record Exec(List<String> command) implements Action {
        /** Copies the list. */
        public Exec {
            command = List.copyOf(command);
        }
    }

    /**
     * Asks an HTTP server.
     *
     * @param secure whether over TLS, with any certificate
     * @param host the host, or empty
     * @param port the port
     * @param path the path, with a query if it has one
     * @param headers what the request carries besides the kubelet's own headers
     * @param anyStatus whether every answer is a success, as for hooks
     */
    record HttpGet(boolean secure, String host, int port, String path, List<Header> headers, boolean anyStatus)
            implements Action {
        /** Copies the list. */
        public HttpGet {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A header of a request; one name may stand there more than once.
     *
     * @param name its name
     * @param value its value
     */
    record Header(String name, String value) {}

    /**
     * Opens a TCP connection.
     *
     * @param host the host, or empty
     * @param port the port
     */
    record TcpSocket(String host, int port) implements Action {}

    /**
     * Asks a gRPC server for its health.
     *
     * @param port the port
     * @param service the service, or empty for the server as a whole
     */
    record Grpc(int port, String service) implements Action {}

    /**
     * Waits.
     *
     * @param time how long
     */
    record Sleep(Duration time) implements Action {}

    /**
     * Cannot be done, and says so each time, as a kubelet does.
     *
     * @param why the cause
     */
    record Impossible(String why) implements Action {}
}
