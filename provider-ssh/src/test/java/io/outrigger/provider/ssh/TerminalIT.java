// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands on terminals, made by each of the programs that can make one. */
class TerminalIT {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PipedOutputStream user = new PipedOutputStream();
    private final Window window = new Window();
    private DesiredPod pod;

    /** The programs that can make terminals, and the shells; each program with the first shell, each shell once. */
    static Stream<String> makers() throws IOException {
        return Stream.concat(
                Stream.of("perl /bin/sh", "python3 /bin/sh", "script /bin/sh"),
                ShellsForTests.all().stream().map(shell -> "script " + shell));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void whatIsTypedIsEchoedAndLinesEndAsOnATerminal(String maker) throws Exception {
        try (SiteHarness host = host(maker)) {
            Running command =
                    run(host, "sh", "-c", "test -t 0 && test -t 1 && test -t 2 && read line && echo got $line");
            type("hello\n");
            assertThat(command.exitCode()).isZero();
            assertThat(text()).isEqualTo("hello\r\ngot hello\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void exitCodesAndHostileWordsArriveAsTheyAre(String maker) throws Exception {
        try (SiteHarness host = host(maker)) {
            String hostile = "a  b'; touch pwned; $(touch pwned) `touch pwned` \"c\" \\d *";
            Running command = run(host, "sh", "-c", "printf '%s|%s|' \"$1\" \"$TERM\"; exit 42", "sh", hostile);
            assertThat(command.exitCode()).isEqualTo(42);
            assertThat(text()).isEqualTo(hostile + "|xterm|");
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void controlAndCInterruptsTheCommandAndNotTheSession(String maker) throws Exception {
        try (SiteHarness host = host(maker)) {
            Running command = run(host, "sh", "-c", "trap 'echo interrupted; exit 9' INT; echo ready; cat");
            eventually(() -> assertThat(text()).contains("ready"));
            type("\u0003");
            assertThat(command.exitCode()).isEqualTo(9);
            assertThat(text()).contains("^C").contains("interrupted\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void theSizeOfTheWindowIsThereFromTheBeginningAndFollows(String maker) throws Exception {
        try (SiteHarness host = host(maker)) {
            window.size = new Terminal.Size(100, 30);
            Running command =
                    run(host, "sh", "-c", "stty size; trap 'stty size; exit 0' WINCH; while :; do sleep 0.05; done");
            eventually(() -> assertThat(text()).isEqualTo("30 100\r\n"));
            window.resize(new Terminal.Size(120, 40));
            assertThat(command.exitCode()).isZero();
            assertThat(text()).isEqualTo("30 100\r\n40 120\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void theEndOfTheInputIsTypedAsTheEndOfTheFile(String maker) throws Exception {
        try (SiteHarness host = host(maker)) {
            Running command = run(host, "sh", "-c", "stty -echo; echo ready; cat; echo over");
            eventually(() -> assertThat(text()).contains("ready"));
            type("line\n");
            eventually(() -> assertThat(text()).contains("line"));
            user.close();
            assertThat(command.exitCode()).isZero();
            assertThat(text()).isEqualTo("ready\r\nline\r\nover\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void weatherTheUserGoesAway(String maker) throws Exception {
        try (SiteHarness host = host(maker)) {
            Running command = run(host, "sh", "-c", "trap '' HUP TERM INT; echo ready; while :; do sleep 0.1; done");
            eventually(() -> assertThat(text()).contains("ready"));
            command.interrupt();
            assertThat(command.failure()).isInstanceOf(InterruptedException.class);
            assertThat(Commands.commandsIn(pod.ref())).isEmpty();
        }
    }

    @Test
    void aTerminalWithoutInputWaitsForNothingAndTypesNothing() throws Exception {
        try (SiteHarness host = host("perl /bin/sh")) {
            pod = ExecIT.running(host);
            Running command = new Running(
                    host.site(),
                    pod.ref(),
                    new ContainerStreams(null, output, null, window),
                    "sh",
                    "-c",
                    "read line || echo ended; echo got $line");
            eventually(() -> assertThat(Commands.commandsIn(pod.ref())).hasSizeGreaterThan(1));
            assertThat(command.done()).isFalse();
            command.interrupt();
            assertThat(command.failure()).isInstanceOf(InterruptedException.class);
            assertThat(text()).doesNotContain("ended");
        }
    }

    @Test
    void muchOutputArrivesWholeThroughATerminal() throws Exception {
        try (SiteHarness host = host("perl /bin/sh")) {
            Running command = run(host, "sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
            assertThat(command.exitCode()).isZero();
            assertThat(text().lines()).hasSize(20_000);
        }
    }

    @Test
    void weatherTheHostCanMakeNoTerminal() throws Exception {
        try (SiteHarness host = host("none /bin/sh")) {
            assertThat(run(host, "true").failure())
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(Kind.UNSUPPORTED))
                    .hasMessageContaining("install perl, python3 or script (of util-linux)");
        }
    }

    private SiteHarness host(String maker) throws Exception {
        String[] words = maker.split(" ");
        SiteHarness host = new SiteHarness(directory, words[1]);
        Files.writeString(directory.resolve("test/edge/bin/terminal"), words[0] + "\n");
        return host;
    }

    private Running run(SiteHarness host, String... command) throws Exception {
        pod = ExecIT.running(host);
        var streams = new ContainerStreams(new PipedInputStream(user), output, null, window);
        return new Running(host.site(), pod.ref(), streams, command);
    }

    private void type(String keys) throws IOException {
        user.write(keys.getBytes(StandardCharsets.UTF_8));
        user.flush();
    }

    private String text() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
