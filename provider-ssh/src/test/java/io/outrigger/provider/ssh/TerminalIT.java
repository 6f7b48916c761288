// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on terminals, made by each of the programs that can make one. */
class TerminalIT extends TerminalContract {

    @TempDir
    private Path directory;

    /** The programs that can make terminals, and the shells; each program with the first shell, each shell once. */
    static Stream<String> makers() throws IOException {
        return Stream.concat(
                Stream.of("perl /bin/sh", "python3 /bin/sh", "script /bin/sh"),
                ShellsForTests.all().stream().map(shell -> "script " + shell));
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

    @Override
    SiteHarness host(String maker) throws Exception {
        String[] words = maker.split(" ");
        SiteHarness host = new SiteHarness(directory, words[1]);
        Files.writeString(directory.resolve("test/edge/bin/terminal"), words[0] + "\n");
        return host;
    }
}
