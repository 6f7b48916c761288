// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real podman that has nothing to do with the machine's own one: storage, network and settings of its own below the
 * build directory, and an image made of the machine's busybox, so that no registry is asked.
 */
public final class PodmanForTests implements AutoCloseable {

    /** An image with the usual programs. */
    static final String IMAGE = "localhost/outrigger-test:1";

    /** The same content by another name. */
    static final String OTHER_IMAGE = "localhost/outrigger-test:2";

    private static final String SANDBOX_IMAGE = "localhost/outrigger-sandbox:1";
    private static final long SECONDS = 120;

    private static boolean tried;
    private static PodmanForTests shared;
    private static String problem = "";

    private final Path directory;

    private PodmanForTests(Path directory) {
        this.directory = directory;
    }

    /** The podman of this run. */
    static PodmanForTests get() {
        return found().orElseThrow(() -> new IllegalStateException(problem));
    }

    /** The podman of this run, if this machine can run containers; made once. */
    static synchronized Optional<PodmanForTests> found() {
        if (!tried) {
            tried = true;
            try {
                shared = make();
            } catch (IOException exception) {
                problem = exception.getMessage();
            }
        }
        return Optional.ofNullable(shared);
    }

    /** A later run in the same JVM makes another one. */
    private static synchronized void forget() {
        tried = false;
        shared = null;
    }

    /** Why there is none. */
    static synchronized String problem() {
        return problem;
    }

    private static PodmanForTests make() throws IOException {
        for (String program : List.of("/usr/bin/podman", "/bin/busybox")) {
            if (!Files.isExecutable(Path.of(program))) {
                throw new IOException(program + " is not installed");
            }
        }
        long number = ProcessHandle.current().pid();
        PodmanForTests podman = new PodmanForTests(
                Files.createDirectories(Path.of("target/podman-" + number)).toAbsolutePath());
        podman.writeSettings(number % 250 + 1);
        podman.importImages();
        podman.run("run", "--rm", "--network", "none", IMAGE, "true");
        return podman;
    }

    private void writeSettings(long number) throws IOException {
        Files.writeString(directory.resolve("storage.conf"), """
                [storage]
                driver = "overlay"
                graphroot = "%1$s/graph"
                runroot = "%1$s/run"
                """.formatted(directory));
        // Limits that a container on a container is allowed, and what works with every version of control groups.
        Files.writeString(directory.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=8192:8192"]
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                infra_image = "%2$s"
                tmp_dir = "%1$s/tmp"
                [network]
                network_config_dir = "%1$s/networks"
                default_network = "outrigger"
                """.formatted(directory, SANDBOX_IMAGE));
        Files.createDirectories(directory.resolve("networks"));
        Files.writeString(directory.resolve("networks/outrigger.json"), """
                {"name": "outrigger", "id": "%1$s", "driver": "bridge", "network_interface": "orig%2$d",
                "created": "2024-01-01T00:00:00Z", "ipv6_enabled": false, "internal": false, "dns_enabled": false,
                "subnets": [{"subnet": "10.231.%2$d.0/24", "gateway": "10.231.%2$d.1"}],
                "ipam_options": {"driver": "host-local"}}
                """.formatted("0".repeat(64), number));
        // A registry of a test speaks without TLS.
        Files.writeString(
                directory.resolve("registries.conf"),
                "unqualified-search-registries = []\n[[registry]]\nlocation = \"localhost\"\ninsecure = true\n");
        Files.writeString(program(), """
                #!/bin/sh
                export CONTAINERS_CONF=%1$s/containers.conf CONTAINERS_STORAGE_CONF=%1$s/storage.conf
                export CONTAINERS_REGISTRIES_CONF=%1$s/registries.conf
                exec /usr/bin/podman "$@"
                """.formatted(directory));
        Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void importImages() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        for (String name : List.of("bin", "etc", "tmp", "root", "var")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (String name : call(List.of("/bin/busybox", "--list")).split("\n")) {
            if (!name.equals("busybox")) {
                Files.createSymbolicLink(root.resolve("bin/" + name), Path.of("busybox"));
            }
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
        String archive = directory.resolve("root.tar").toString();
        call(List.of("tar", "-C", root.toString(), "-cf", archive, "."));
        run("import", "-q", "--change", "STOPSIGNAL SIGTERM", archive, IMAGE);
        run("tag", IMAGE, OTHER_IMAGE);
        run("import", "-q", "--change", "ENTRYPOINT [\"/bin/sleep\",\"2147483647\"]", archive, SANDBOX_IMAGE);
    }

    /** The program that a site is told to use. */
    Path program() {
        return directory.resolve("podman");
    }

    /** Runs a podman command to its end and returns what it said. */
    String run(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(List.of(words));
        return call(command);
    }

    private static String call(List<String> command) throws IOException {
        Path output = Files.createTempFile("podman", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end");
            }
            String said = Files.readString(output, StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(command + ": " + said);
            }
            return said;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IOException(exception);
        } finally {
            Files.delete(output);
        }
    }

    /** Removes everything, and what holds the directory. */
    @Override
    public void close() {
        try {
            run("pod", "rm", "-f", "-a", "-t", "0");
            run("rm", "-f", "-a", "-t", "0");
            run("rmi", "-f", "-a");
            call(List.of("rm", "-rf", directory.toString()));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } finally {
            forget();
        }
    }
}
