// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The program under test, as a process that is started, killed and stopped; its output goes on in one log file. */
final class Program implements AutoCloseable {
    private static final long STOP_SECONDS = 20;
    private static final int LAST_LINES = 20;

    private final List<String> bare;
    private final List<String> command;
    private final Path log;
    private @Nullable Process process;

    /**
     * @param arguments what follows {@code java -jar outrigger.jar}
     * @param log written from the first start on
     */
    Program(List<String> arguments, Path log) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = Path.of(System.getProperty("outrigger.program")).normalize();
        this.bare = List.of(java.toString(), "-jar", jar.toString());
        this.command = new ArrayList<>(bare);
        this.command.addAll(arguments);
        this.log = log;
    }

    /** Starts it; returns before it is ready. */
    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The program could not be started: " + String.join(" ", command), e);
        }
    }

    /** How long it takes to say its version, which tells how fast this machine is at this moment. */
    Duration versionTold() {
        List<String> asked = new ArrayList<>(bare);
        asked.add("--version");
        long begun = System.nanoTime();
        HostProcesses.output(asked.toArray(String[]::new));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The id of the process that was started last. */
    long pid() {
        return started().pid();
    }

    /** Kills it as {@code kill -9} does: it can neither say nor save anything. */
    void kill() {
        started().destroyForcibly();
        await();
    }

    /**
     * Asks it to stop, as {@code kill} does.
     *
     * @return its exit code
     * @throws IllegalStateException if it has not ended after 20 s; it is killed then
     */
    int stop() {
        started().destroy();
        return await();
    }

    /** Everything that it has written so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("The log of the program cannot be read", e);
        }
    }

    /** The end of {@link #log}, for messages. */
    String lastWords() {
        List<String> lines = log().lines().toList();
        int first = Math.max(0, lines.size() - LAST_LINES);
        return "The end of " + log + ":\n" + String.join("\n", lines.subList(first, lines.size()));
    }

    @Override
    public void close() {
        if (isRunning()) {
            stop();
        }
    }

    private int await() {
        Process running = started();
        try {
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new IllegalStateException("The program has not ended within " + STOP_SECONDS + " s; see " + log);
            }
            return running.exitValue();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the end of the program", e);
        }
    }

    private Process started() {
        if (process == null) {
            throw new IllegalStateException("The program was not started");
        }
        return process;
    }
}
