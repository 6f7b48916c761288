// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands on terminals, whoever makes those; what makes them, {@code makers} of the class tells. */
abstract class TerminalContract {

    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final Window window = new Window();
    final PipedOutputStream user = new PipedOutputStream();
    DesiredPod pod;

    /** A host where a terminal is made that way. */
    abstract SiteHarness host(String maker) throws Exception;

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
            Running command = run(
                    host, "sh", "-c", "trap 'echo interrupted; exit 9' INT; echo ready; while :; do sleep 0.1; done");
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

    final Running run(SiteHarness host, String... command) throws Exception {
        pod = ExecIT.running(host);
        var streams = new ContainerStreams(new PipedInputStream(user), output, null, window);
        return new Running(host.site(), pod.ref(), streams, command);
    }

    final void type(String keys) throws IOException {
        user.write(keys.getBytes(StandardCharsets.UTF_8));
        user.flush();
    }

    final String text() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
