// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.outrigger.fixtures.Podman;
import io.outrigger.spi.PullCredential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A real registry on a loopback port that wants a name and a password, with one image in it. */
final class RegistryForTests implements AutoCloseable {

    static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
    static final String USER = "puller";
    static final String PASSWORD = "right-password-4711";

    /** The password in the only form that this registry reads: made by bcrypt. */
    private static final String HASH = "$2b$05$abcdefghijklmnopqrstuudpuXOzaPxjPyi3zWE5aC1NqQWdAwut.";

    private final int port;
    private final Process process;

    private RegistryForTests(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static RegistryForTests start(Path directory, Podman podman) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("passwords"), USER + ":" + HASH + "\n");
        Files.writeString(directory.resolve("config.yml"), """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %1$s/images}}
                http: {addr: "127.0.0.1:%2$d"}
                auth: {htpasswd: {realm: test, path: %1$s/passwords}}
                """.formatted(directory, port));
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "serve",
                        directory.resolve("config.yml").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        RegistryForTests registry = new RegistryForTests(port, process);
        boolean filled = false;
        try {
            registry.fill(podman, directory.resolve("log"));
            filled = true;
            return registry;
        } finally {
            if (!filled) {
                registry.close();
            }
        }
    }

    private void fill(Podman podman, Path log) throws IOException {
        SiteHarness.eventually(() -> assertThatCode(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .as("the registry, which says %s", Files.readString(log))
                .doesNotThrowAnyException());
        podman.run("push", "-q", "--creds", USER + ":" + PASSWORD, Podman.IMAGE, image());
    }

    /** The image that only who has the password can pull. */
    String image() {
        return address() + "/private/app:1";
    }

    private String address() {
        return "localhost:" + port;
    }

    PullCredential credential(String password) {
        return new PullCredential(address(), USER, password);
    }

    /** The forms in which a password could be found where it should not be. */
    static String[] traces(String password) {
        String pair = Base64.getEncoder()
                .encodeToString((USER + ":" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new String[] {password, pair};
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
