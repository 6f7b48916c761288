// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.HostileWords;
import io.outrigger.provider.ssh.ShellsForTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the words of a command are, a login shell hands them on byte for byte, and runs nothing else. */
final class CommandLineTest {

    @Provide
    Arbitrary<List<String>> commands() {
        return HostileWords.any().list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 60)
    void everyWordArrivesAsItIs(@ForAll("commands") List<String> words) throws Exception {
        for (String shell : ShellsForTests.all()) {
            assertThat(arrived(shell, words)).as("by %s", shell).isEqualTo(words);
        }
    }

    @Example
    void aCommandWhoseNameIsAnAssignmentIsRunAndNotObeyed() throws Exception {
        for (String shell : ShellsForTests.all()) {
            Process process = run(shell, List.of("a=b", "c"), Map.of("PATH", "/usr/bin:/bin"));
            assertThat(process.waitFor()).as("by %s", shell).isEqualTo(127);
        }
    }

    @Example
    void aHostWithoutAPathGetsTheUsualOne() throws Exception {
        for (String shell : ShellsForTests.all()) {
            Process process = run(shell, List.of("sh", "-c", "echo \"$PATH\""), Map.of());
            String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(path).as("by %s", shell).contains("/usr/bin").contains("/bin");
        }
    }

    /** The words that a command was really given, each ended by a zero byte. */
    private static List<String> arrived(String shell, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of("printf", "%s\\0", "--"));
        command.addAll(words);
        Process process = run(shell, command, Map.of("PATH", "/usr/bin:/bin"));
        String output = new String(BehindGreeting.of(process.getInputStream().readAllBytes()), StandardCharsets.UTF_8);
        List<String> arrived = new ArrayList<>(List.of(output.split("\0", -1)));
        arrived.remove(arrived.size() - 1);
        assertThat(arrived.remove(0)).isEqualTo("--");
        assertThat(process.waitFor()).isZero();
        return arrived;
    }

    /** As an SSH server does it: the login shell of the account gets one text. */
    private static Process run(String shell, List<String> command, Map<String, String> environment) throws IOException {
        List<String> words = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        environment.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(List.of(shell, "-c", RemoteCommands.line(command)));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }
}
