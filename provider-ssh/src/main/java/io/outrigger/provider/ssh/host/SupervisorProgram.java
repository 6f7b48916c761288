// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostFile;
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

    private static final List<String> NAMES = List.of(SUPERVISOR, "log-pump.pl", "log-pump.py", "log-pump.awk");
    private static final int HASH_DIGITS = 16;

    SupervisorProgram {
        files = List.copyOf(files);
    }

    static SupervisorProgram load() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<HostFile> files = new ArrayList<>();
            for (String name : NAMES) {
                try (InputStream stream = SupervisorProgram.class.getResourceAsStream(name)) {
                    byte[] content = Objects.requireNonNull(stream, "resource is missing")
                            .readAllBytes();
                    digest.update(content);
                    files.add(HostFile.of(name, content, 0755));
                }
            }
            return new SupervisorProgram(
                    HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS), files);
        } catch (IOException | NoSuchAlgorithmException exception) {
            throw new IllegalStateException("the pod supervisor cannot be read from the jar", exception);
        }
    }
}
