// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.ShellsForTests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Words arrive as they are, also where the JVM cannot pass them on. */
class AsciiWordsTest {

    @Property(tries = 40)
    void escapedWordsArriveAsTheyAre(@ForAll @Size(max = 4) List<String> words) throws Exception {
        List<String> sent = words.stream()
                .map(word -> word.replace("\0", "").replaceAll("[\\ud800-\\udfff]", ""))
                .toList();
        List<String> command = new ArrayList<>(List.of("printf", "%s\\0"));
        command.addAll(sent);
        List<String> escaped = new ArrayList<>(AsciiWords.escaped(command));
        for (String shell : ShellsForTests.all()) {
            escaped.set(0, shell);
            assertThat(escaped).allMatch(word -> word.chars().allMatch(character -> character < 0x80));
            String output = output(new ProcessBuilder(escaped));
            assertThat(output).isEqualTo(String.join("\0", sent) + "\0");
        }
    }

    @Test
    void weatherAJvmInTheLocaleC() throws Exception {
        ProcessBuilder jvm = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AsciiWordsTest.class.getName());
        jvm.environment().put("LC_ALL", "C");
        assertThat(output(jvm)).isEqualTo("'a\\ b' \u00e9\u20ac\n");
    }

    /** That JVM itself. */
    public static void main(String[] arguments) throws Exception {
        try (LocalLink link = new LocalLink(Thread::new)) {
            String output =
                    link.run(List.of("printf", "%s\n", "'a\\ b' \u00e9\u20ac")).output();
            System.out.write(output.getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
