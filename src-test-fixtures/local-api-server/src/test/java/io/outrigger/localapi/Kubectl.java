// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real kubectl: the one that the environment variable KUBECTL names, else the one on the PATH. */
final class Kubectl {
    private static final long PATIENCE_SECONDS = 120;

    private final Path program;
    private final Path directory;

    private Kubectl(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    static Optional<Path> program() {
        String named = System.getenv("KUBECTL");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Kubectl of(Path program, LocalApiServer server, Path directory) throws IOException {
        server.writeKubeconfig(directory.resolve("kubeconfig"));
        return new Kubectl(program, directory);
    }

    /** What a command printed, to either stream, and its exit code. */
    record Result(int exitCode, String output) {}

    /** Runs a command that has to succeed and returns what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        Result result = tryRun(arguments);
        assertThat(result.exitCode())
                .as("kubectl %s: %s", String.join(" ", arguments), result.output())
                .isZero();
        return result.output();
    }

    Result tryRun(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "kubectl", ".out");
        Process process = start(output, arguments);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("kubectl " + String.join(" ", arguments) + " did not end: " + read(output));
        }
        return new Result(process.exitValue(), read(output));
    }

    Process start(Path output, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--cache-dir=" + directory.resolve("cache")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
        return builder.start();
    }

    static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
