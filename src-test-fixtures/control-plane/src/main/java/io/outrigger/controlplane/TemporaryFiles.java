// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The temporary files that stand between this JVM and the commands it runs. */
final class TemporaryFiles {
    private TemporaryFiles() {}

    static Path create(String purpose) {
        try {
            return Files.createTempFile("control-plane-", "." + purpose);
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary file for " + purpose, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The output in " + file + " can not be read", e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary file " + file + " can not be removed", e);
        }
    }
}
