// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The programs that are installed on a host. A host may hold several versions side by side, because a running pod keeps
 * the one it was started with.
 *
 * @param hash names this version
 * @param files the programs
 */
record SupervisorProgram(String hash, List<HostFile> files) {

    static final String SUPERVISOR = "pod-supervisor.sh";

    /** The parts of the supervisor, in the order they follow each other in the one program on the host. */
    private static final List<String> PARTS = List.of(
            "usage",
            "command-line",
            "processes",
            "files",
            "state",
            "commands",
            "terminals",
            "joining",
            "locks",
            "time",
            "input",
            "marks",
            "endings",
            "launch",
            "memory",
            "complaints",
            "engine",
            "resize",
            "rootless",
            "image",
            "sandbox",
            "forward",
            "container",
            "measure",
            "restart-all",
            "reboot",
            "pod",
            "boot",
            "reports",
            "statistics",
            "serving",
            "verbs");

    private static final List<String> TOOLS = List.of(
            "log-pump.pl", "log-pump.py", "log-pump.awk", "terminal.pl", "terminal.py", "forward.pl", "forward.py");
    private static final int HASH_DIGITS = 16;

    SupervisorProgram {
        files = List.copyOf(files);
    }

    /** The version in this program's jar; all sites share it. */
    static SupervisorProgram current() {
        return Current.VERSION;
    }

    private static SupervisorProgram load() {
        try {
            List<HostFile> files = new ArrayList<>();
            files.add(HostFile.of(SUPERVISOR, supervisor(), 0755));
            for (String tool : TOOLS) {
                files.add(HostFile.of(tool, resource(tool), 0755));
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach(file -> digest.update(Objects.requireNonNull(file.content())));
            return new SupervisorProgram(
                    HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS), files);
        } catch (IOException | NoSuchAlgorithmException exception) {
            throw new IllegalStateException("the pod supervisor cannot be read from the jar", exception);
        }
    }

    private static byte[] supervisor() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (String part : PARTS) {
            whole.write(resource("supervisor/" + part + ".sh"));
            whole.write('\n');
        }
        return whole.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = SupervisorProgram.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(stream, "resource " + name + " is missing")
                    .readAllBytes();
        }
    }

    /** Read when the first host is furnished. */
    private static final class Current {
        static final SupervisorProgram VERSION = load();
    }
}
