// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The floor under every stream: writes many bytes to whoever connects, with TLS or without, or runs a command and says
 * that it has ended. Serves one at a time.
 */
final class PlainTls implements AutoCloseable {

    private static final char[] PASSWORD = "benchmark".toCharArray();

    private final ServerSocket server;
    private final Answer answer;

    /** What whoever connects is given. */
    private interface Answer {
        void write(OutputStream output) throws IOException;
    }

    private PlainTls(ServerSocket server, Answer answer) {
        this.server = server;
        this.answer = answer;
        var thread = new Thread(this::serve, "floor");
        thread.setDaemon(true);
        thread.start();
    }

    static PlainTls encrypted(long bytes) throws IOException, GeneralSecurityException, InterruptedException {
        return new PlainTls(encrypted(), output -> write(bytes, output));
    }

    static PlainTls open(long bytes) throws IOException {
        return new PlainTls(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), output -> write(bytes, output));
    }

    /** Runs a command for each connection. */
    static PlainTls running(String command) throws IOException, GeneralSecurityException, InterruptedException {
        return new PlainTls(encrypted(), output -> {
            new ProcessBuilder(command).start().onExit().join();
            output.write(0);
        });
    }

    private static ServerSocket encrypted() throws IOException, GeneralSecurityException, InterruptedException {
        return context().getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    OutputStream output = client.getOutputStream()) {
                answer.write(output);
            } catch (IOException end) {
                // The next one is served.
            }
        }
    }

    private static void write(long bytes, OutputStream output) throws IOException {
        byte[] block = new byte[1 << 16];
        for (long sent = 0; sent < bytes; sent += block.length) {
            output.write(block, 0, (int) Math.min(block.length, bytes - sent));
        }
    }

    /** A context with a certificate that was made for this run. */
    private static SSLContext context() throws IOException, GeneralSecurityException, InterruptedException {
        Path directory = Files.createTempDirectory("benchmark");
        Path file = directory.resolve("key.p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=floor",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        if (!tool.waitFor(30, TimeUnit.SECONDS) || tool.exitValue() != 0) {
            throw new IOException("keytool made no key");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            keys.load(content, PASSWORD);
        }
        Files.delete(file);
        Files.delete(directory);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
