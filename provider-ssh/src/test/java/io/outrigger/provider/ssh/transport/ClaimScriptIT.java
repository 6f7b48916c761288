// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that holds a claim on a host, by every shell, without any network between. */
@Tag("shell")
class ClaimScriptIT {

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @EveryShell
    void whoeverSaysByeLeavesTheClaimAndNothingElseHappens(String shell) throws Exception {
        Process first = claim(shell, "first", "1", "60");
        assertThat(answer(first)).isEqualTo("claimed");
        assertThat(answer(claim(shell, "second", "2", "60"))).isEqualTo("held first");
        first.outputWriter().write("\nbye\n");
        first.outputWriter().flush();
        assertThat(first.waitFor()).isZero();
        assertThat(answer(claim(shell, "second", "2", "60"))).isEqualTo("claimed");
        assertThat(directory.resolve("farewell")).doesNotExist();
    }

    @EveryShell
    void weatherTheLinkIsCut(String shell) throws Exception {
        Process first = claim(shell, "first", "1", "60");
        assertThat(answer(first)).isEqualTo("claimed");
        first.outputWriter().close();
        first.waitFor();
        assertThat(directory.resolve("farewell")).exists();
        assertThat(answer(claim(shell, "second", "2", "60"))).isEqualTo("claimed");
    }

    @EveryShell
    void weatherTheLinkFallsSilent(String shell) throws Exception {
        Process first = claim(shell, "first", "1", "2");
        assertThat(answer(first)).isEqualTo("claimed");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(first.isAlive()).isFalse());
        assertThat(directory.resolve("farewell")).exists();
        assertThat(answer(claim(shell, "second", "2", "2"))).isEqualTo("claimed");
    }

    @EveryShell
    void weatherTheProgramComesBackWhileItsGhostHoldsTheClaim(String shell) throws Exception {
        Process ghost = claim(shell, "first", "1", "60");
        assertThat(answer(ghost)).isEqualTo("claimed");
        assertThat(answer(claim(shell, "first", "1", "60"))).isEqualTo("claimed");
        assertThat(ghost.waitFor()).isNotZero();
        assertThat(directory.resolve("farewell")).exists();
    }

    @EveryShell
    void weatherTheHostWasSwitchedOff(String shell) throws Exception {
        // What a claim leaves behind when nobody could tidy up; the process number is somebody else's now.
        Files.writeString(directory.resolve("lock"), ProcessHandle.current().pid() + " 1\nfirst\n");
        Files.writeString(directory.resolve("lock.beat"), "1\n");
        assertThat(answer(claim(shell, "second", "2", "60"))).isEqualTo("claimed");
    }

    @EveryShell
    void weatherTheClockWasSetBack(String shell) throws Exception {
        assertThat(answer(claim(shell, "first", "1", "60"))).isEqualTo("claimed");
        Files.writeString(directory.resolve("lock.beat"), Long.MAX_VALUE + "\n");
        assertThat(answer(claim(shell, "second", "2", "60"))).isEqualTo("held first");
    }

    @Test
    void weatherTheClockJumpsAheadWithEveryLook() throws Exception {
        Path clock = Files.createDirectory(directory.resolve("clock"));
        Path date = Files.writeString(clock.resolve("date"), """
                #!/bin/sh
                read -r now <"${0%/*}/now"
                echo "$((now + 86400))" >"${0%/*}/now"
                echo "$now"
                """);
        Files.writeString(clock.resolve("now"), "1700000000\n");
        assertThat(date.toFile().setExecutable(true)).isTrue();
        Process first = claim("/bin/sh", "first", "1", "2", Map.of("PATH", clock + ":" + System.getenv("PATH")));
        assertThat(answer(first)).isEqualTo("claimed");
        // Two looks, of which three would have to find nothing new.
        assertThat(first.waitFor(2500, TimeUnit.MILLISECONDS)).isFalse();
    }

    private Process claim(String shell, String holder, String token, String silence) throws Exception {
        return claim(shell, holder, token, silence, Map.of());
    }

    private Process claim(String shell, String holder, String token, String silence, Map<String, String> environment)
            throws Exception {
        List<String> command = new ArrayList<>(HostScript.CLAIM.command(List.of(
                directory.resolve("lock").toString(),
                holder,
                token,
                silence,
                "touch",
                directory.resolve("farewell").toString())));
        command.set(0, shell);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String answer(Process process) throws Exception {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
