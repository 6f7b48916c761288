// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** A program for pods: on every connection it reads until the peer half-closes and writes back what it read. */
public final class EchoServer {

    private static final int BACKLOG = 64;

    private EchoServer() {}

    /** The command that runs it on a port of 127.0.0.1. */
    static List<String> command(int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                EchoServer.class.getName(),
                Integer.toString(port));
    }

    /** Serves one connection after the other, for ever. */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[0]), BACKLOG, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().readAllBytes());
                }
            }
        }
    }
}
