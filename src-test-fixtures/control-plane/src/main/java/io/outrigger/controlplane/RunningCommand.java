// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that was started and may still run. Its output goes to temporary files, so a command that nobody reads from
 * never stops for a full pipe. Whoever started it closes it.
 */
public final class RunningCommand implements AutoCloseable {
    private final String commandLine;
    private final Process process;
    private final Path stdout;
    private final Path stderr;

    private RunningCommand(String commandLine, Process process, Path stdout, Path stderr) {
        this.commandLine = commandLine;
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * Starts a command without input.
     *
     * @return the running command; whoever called closes it
     * @throws UncheckedIOException if there is no such program
     */
    public static RunningCommand start(List<String> command) {
        Path stdout = TemporaryFiles.create("stdout");
        Path stderr = TemporaryFiles.create("stderr");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile())
                    .start();
            return new RunningCommand(String.join(" ", command), process, stdout, stderr);
        } catch (IOException e) {
            TemporaryFiles.delete(stdout);
            TemporaryFiles.delete(stderr);
            throw new UncheckedIOException("The command could not be started: " + String.join(" ", command), e);
        }
    }

    /** What it has written to standard output so far. */
    public String stdout() {
        return TemporaryFiles.read(stdout);
    }

    /** What it has written to standard error so far. */
    public String stderr() {
        return TemporaryFiles.read(stderr);
    }

    /** Whether it has not ended yet. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /**
     * Waits for the end of the command, then closes it.
     *
     * @throws IllegalStateException if it still runs after the time-out, or if the calling thread is interrupted; the
     *     command is killed in both cases
     */
    public CommandResult await(Duration timeout) {
        try (this) {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        commandLine + " has not ended within " + timeout.toSeconds() + " s\n" + stderr() + stdout());
            }
            return new CommandResult(commandLine, process.exitValue(), stdout(), stderr());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + commandLine, e);
        }
    }

    /** Kills the command if it still runs, waits until it has gone and removes what it wrote. Closing twice is harmless. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        TemporaryFiles.delete(stdout);
        TemporaryFiles.delete(stderr);
    }
}
