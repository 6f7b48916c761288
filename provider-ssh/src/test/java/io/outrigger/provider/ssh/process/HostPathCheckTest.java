// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.outrigger.provider.ssh.ShellsForTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pod says of a path of the host is true before a container sees it. */
final class HostPathCheckTest {

    @TempDir
    Path directory;

    @Test
    void aPathOfAnotherTypeIsToldInTheWordsOfTheKubelet() throws Exception {
        Path file = Files.createFile(directory.resolve("it's a file"));
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Map<String, String> others = new TreeMap<>(Map.of(
                "Directory", "a directory",
                "DirectoryOrCreate", "a directory",
                "Socket", "a socket file",
                "CharDevice", "a character device",
                "BlockDevice", "a block device"));
        for (String shell : ShellsForTests.all()) {
            for (Map.Entry<String, String> other : others.entrySet()) {
                assertThat(check(shell, file, other.getKey())).isEqualTo(told(file, "is not " + other.getValue()));
            }
            assertThat(check(shell, folder, "File")).isEqualTo(told(folder, "is not a file"));
            assertThat(check(shell, folder, "FileOrCreate")).isEqualTo(told(folder, "is not a file"));
            Path missing = directory.resolve("missing");
            assertThat(check(shell, missing, "Directory")).isEqualTo(told(missing, "is not a directory"));
            assertThat(missing).doesNotExist();
            assertThat(check(shell, file, "File")).isEmpty();
            assertThat(check(shell, folder, "Directory")).isEmpty();
            assertThat(check(shell, file, "")).isEmpty();
            assertThat(check(shell, Path.of("/dev/null"), "CharDevice")).isEmpty();
        }
    }

    @Test
    void whatIsMadeIsForOthersToo() throws Exception {
        int number = 0;
        for (String shell : ShellsForTests.all()) {
            Path made = directory.resolve("made " + number++);
            assertThat(check(shell, made.resolve("deep/folder"), "DirectoryOrCreate"))
                    .isEmpty();
            assertThat(check(shell, made.resolve("file"), "FileOrCreate")).isEmpty();
            assertThat(check(shell, made.resolve("any"), "")).isEmpty();
            assertThat(mode(made.resolve("deep/folder"))).isEqualTo("rwxr-xr-x");
            assertThat(mode(made.resolve("file"))).isEqualTo("rw-r--r--");
            assertThat(mode(made.resolve("any"))).isEqualTo("rwxr-xr-x");
        }
    }

    @Test
    void aPathThatCannotBeMadeIsTold() throws Exception {
        Path below = Files.createFile(directory.resolve("file")).resolve("below");
        for (String shell : ShellsForTests.all()) {
            assertThat(check(shell, below, "DirectoryOrCreate")).endsWith(told(below, "cannot be made"));
            assertThat(check(shell, below, "FileOrCreate")).endsWith(told(below, "cannot be made"));
        }
    }

    private static String told(Path path, String problem) {
        return "MountVolume.SetUp failed for volume \"disk\" : hostPath type check failed: " + path + " " + problem
                + "\n";
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** What the check says. */
    private static String check(String shell, Path path, String type) throws Exception {
        Volume volume = new VolumeBuilder()
                .withName("disk")
                .withNewHostPath(path.toString(), type)
                .build();
        StringBuilder script = new StringBuilder("umask 077\nfail() {\n    printf '%s\\n' \"$1\"\n    exit 125\n}\n");
        HostPathCheck.append(script, volume);
        Process process = new ProcessBuilder(shell, "-c", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(said.isEmpty() ? 0 : 125);
        return said;
    }
}
