// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the demo needs of the machine beside the JVM. */
final class Shell {

    private Shell() {}

    /**
     * Refuses a machine without a POSIX shell.
     *
     * @throws IOException with one sentence for the user
     */
    static void require() throws IOException {
        if (!onPath("sh")) {
            throw new IOException("there is no sh on the PATH; pods of the demo are shell scripts");
        }
    }

    /** Whether the output of this process is a terminal; {@code System.console()} says so on some JDKs only. */
    static boolean writesToTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
