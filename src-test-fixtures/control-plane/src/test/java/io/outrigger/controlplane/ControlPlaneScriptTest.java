// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneScriptTest {
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @TempDir
    Path directory;

    private Path script = Path.of("unset");

    @BeforeEach
    void unpackScript() throws IOException {
        script = ScriptFiles.unpack(directory.resolve("script"));
    }

    @Test
    void helpNamesEveryCommandAndTheDefaultVersion() {
        assertThat(run("help").orThrow())
                .contains("up DIR", "down DIR", "start-component DIR NAME", "metrics-server DIR", "default 1.36.3");
    }

    @Test
    void anUnknownVersionIsRefusedWithTheKnownOnes() {
        CommandResult result = run("build", "--version", "1.2.3");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).hasLineCount(1).contains("'1.2.3'", "1.32.13", "1.36.3");
    }

    @Test
    void aDirectoryWithoutControlPlaneCanNotBeTakenDown() {
        CommandResult result = run("down", directory.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr()).hasLineCount(1).contains("holds no control plane");
    }

    @Test
    void aMachineWithoutGoIsToldSoInOneLine() throws IOException {
        Path programs = Files.createDirectory(directory.resolve("bin"));
        for (String name : List.of("bash", "dirname", "openssl", "flock", "tr")) {
            Path program = Path.of("/usr/bin", name);
            forward(programs.resolve(name), Files.exists(program) ? program : Path.of("/bin", name));
        }

        CommandResult result =
                runWith("PATH=" + programs, "up", directory.resolve("cluster").toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr()).hasLineCount(1).contains("Go is needed");
    }

    @Test
    @Tag("control-plane")
    void aComponentThatFailsIsNamedWithTheEndOfItsLogAndNothingStaysRunning() throws IOException {
        Path cluster = directory.resolve("cluster");
        Path cache = cacheWithFailing("kube-controller-manager");

        CommandResult result = runWith("OUTRIGGER_CACHE=" + cache, "up", cluster.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr()).contains("kube-controller-manager ended", "the disk is full");
        assertThat(running(cluster)).isEmpty();
    }

    @Test
    @Tag("control-plane")
    void aControlPlaneEndsWithItsOwner_andSoDoesItsMetricsServer() throws IOException {
        Path cluster = directory.resolve("cluster");
        Process owner = new ProcessBuilder("sleep", "600").start();
        try {
            run("up", cluster.toString(), "--owner", Long.toString(owner.pid())).orThrow();
            assertThat(running(cluster)).hasSize(5);
            run("metrics-server", cluster.toString()).orThrow();
            run("metrics-server", cluster.toString()).orThrow();
            assertThat(running(cluster)).hasSize(6);
        } finally {
            owner.destroyForcibly();
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(running(cluster)).isEmpty());
        run("down", cluster.toString()).orThrow();
    }

    /** The programs of the default version, except one that complains and ends. */
    private Path cacheWithFailing(String component) throws IOException {
        Path programs = Path.of(run("build").orThrow().strip());
        Path cache = directory.resolve("cache");
        Path copy = cache.resolve("control-plane").resolve(programs.getFileName());
        Files.createDirectories(copy);
        for (String program : List.of("etcd", "kube-apiserver", "kube-scheduler", "kubectl")) {
            forward(copy.resolve(program), programs.resolve(program));
        }
        writeProgram(copy.resolve(component), "echo the disk is full; exit 1");
        return cache;
    }

    private static void forward(Path program, Path target) throws IOException {
        writeProgram(program, "exec '" + target + "' \"$@\"");
    }

    private static void writeProgram(Path program, String commands) throws IOException {
        Files.writeString(program, "#!/bin/sh\n" + commands + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    /** The processes that run for a cluster, known by their command lines. */
    private static List<ProcessHandle> running(Path cluster) {
        return ProcessHandle.allProcesses()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.contains(cluster.toString())))
                .toList();
    }

    private CommandResult run(String... arguments) {
        return runWith("LC_ALL=C", arguments);
    }

    private CommandResult runWith(String variable, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", variable, "bash", script.toString()));
        command.addAll(List.of(arguments));
        return RunningCommand.start(command).await(PATIENCE);
    }
}
