// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Runs commands on this machine, with an environment that holds nothing of this program's own. */
final class LocalCommand {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ThreadFactory threads;
    private final Duration timeout;

    LocalCommand(ThreadFactory threads, Duration timeout) {
        this.threads = threads;
        this.timeout = timeout;
    }

    CommandOutput run(List<String> command) throws IOException {
        Process process = builder(command).start();
        try {
            process.getOutputStream().close();
            FutureTask<String> output = read(process.getInputStream());
            FutureTask<String> error = read(process.getErrorStream());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedIOException(
                        "\"" + command.get(0) + "\" did not end within " + timeout.toSeconds() + " s");
            }
            return new CommandOutput(process.exitValue(), output.get(), error.get());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a command ran").initCause(exception);
        } catch (ExecutionException exception) {
            throw new IOException("the output of \"" + command.get(0) + "\" could not be read", exception.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    HostProcess start(List<String> command) throws IOException {
        return new LocalProcess(builder(command).start());
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(AsciiWords.of(command));
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", DEFAULT_PATH);
        String home = environment.getOrDefault("HOME", "/");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", home);
        return builder;
    }

    private FutureTask<String> read(InputStream stream) {
        FutureTask<String> task = new FutureTask<>(() -> {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
        });
        threads.newThread(task).start();
        return task;
    }
}
