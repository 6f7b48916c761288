// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The list of all pods as the program on the host prints it, under every shell. */
final class SupervisorListIT {

    @TempDir
    private Path directory;

    @EveryShell
    void theListHasTheReportsAsTheyAreAndIsNotSentTwice(String shell) throws IOException {
        try (SupervisedPod pod = pod(shell)) {
            Files.write(pod.file("containers/main/message"), everyByte());
            String report = text(pod, "report", pod.uid);
            assertThat(report).contains("message \u0001 %s `touch pwned` $(touch pwned) \\n");

            String list = text(pod, "list", "");
            assertThat(list).startsWith(report.replace("done\n", "sum "));
            String sum = list.replaceAll("(?s).*\nsum (.*)\ndone\n", "$1");
            assertThat(text(pod, "list", sum)).isEqualTo("same\nsum " + sum + "\ndone\n");

            Files.writeString(pod.file("containers/main/message"), "changed");
            assertThat(text(pod, "list", sum)).contains("message changed\n").doesNotContain(sum);
        }
    }

    @EveryShell
    void weatherTheHostHasNoProgramForCheckSums(String shell) throws IOException {
        try (SupervisedPod pod = pod(shell)) {
            pod.functions("sha256sum() { return 127; }\ncksum() { return 127; }\n");
            assertThat(text(pod, "list", "")).contains("pod " + pod.uid).endsWith("\nsum \ndone\n");
        }
    }

    @EveryShell
    void theCheckSumOfPosixWillDo(String shell) throws IOException {
        try (SupervisedPod pod = pod(shell)) {
            pod.functions("sha256sum() { return 127; }\n");
            String sum = text(pod, "list", "").replaceAll("(?s).*\nsum (.*)\ndone\n", "$1");
            assertThat(sum).matches("\\d+ \\d+");
            assertThat(text(pod, "list", sum)).startsWith("same\n");
        }
    }

    private SupervisedPod pod(String shell) throws IOException {
        return new SupervisedPod(directory, shell)
                .policy("always", "1 4 600")
                .app("main", "exec sleep 1000")
                .written();
    }

    private static String text(SupervisedPod pod, String verb, String word) throws IOException {
        return new String(pod.begin(verb, pod.node, word).getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** But zero, which no shell can hold. */
    private static byte[] everyByte() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\u0001 %s `touch pwned` $(touch pwned) \\n \"'\n".getBytes(StandardCharsets.UTF_8));
        for (int value = 1; value < 256; value++) {
            bytes.write(value);
        }
        return bytes.toByteArray();
    }
}
