// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The shells that hosts have: dash, bash and busybox ash. A shell that is missing here is named on the log. */
public final class ShellsForTests {

    private static List<String> found = List.of();

    private static final System.Logger LOG = System.getLogger(ShellsForTests.class.getName());

    private ShellsForTests() {}

    /** Paths of the shells that are here; the directory of the last one is made once. */
    public static synchronized List<String> all() throws IOException {
        if (!found.isEmpty()) {
            return found;
        }
        List<String> shells = new ArrayList<>();
        for (String name : List.of("dash", "bash")) {
            find(name).ifPresentOrElse(path -> shells.add(path.toString()), () -> missing(name));
        }
        var busybox = find("busybox");
        if (busybox.isPresent()) {
            // Busybox runs the program it is called by.
            Path folder = Files.createTempDirectory("shell");
            // Another account runs it too.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path ash = folder.resolve("ash");
            Files.createSymbolicLink(ash, busybox.get());
            shells.add(ash.toString());
        } else {
            missing("busybox");
        }
        found = List.copyOf(shells);
        return found;
    }

    private static void missing(String name) {
        LOG.log(System.Logger.Level.WARNING, "{0} is not installed: its tests are SKIPPED", name);
    }

    private static java.util.Optional<Path> find(String name) {
        return List.of("/bin", "/usr/bin").stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
