// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.HostTerminal;
import io.outrigger.spi.ContainerStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries the streams of one command between the host and its user, on a thread for each. Used by one thread. */
final class CommandStreams {

    /** What a copying thread does. */
    interface Work {
        void run() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(CommandStreams.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);
    private static final long END_MILLIS = 1000;

    private final HostProcess process;
    private final ContainerStreams streams;
    private final ThreadFactory threads;
    private final CompletableFuture<CommandStart> start = new CompletableFuture<>();
    private final CompletableFuture<Void> output = new CompletableFuture<>();
    private final CompletableFuture<Void> error = new CompletableFuture<>();
    private final List<Thread> running = new CopyOnWriteArrayList<>();

    CommandStreams(HostProcess process, ContainerStreams streams, ThreadFactory threads) {
        this.process = process;
        this.streams = streams;
        this.threads = threads;
    }

    /** Begins to carry the output and waits for the first words about the command. */
    CommandStart begin() throws IOException, InterruptedException {
        if (process instanceof HostTerminal) {
            run("output", output, () -> carry(process.output(), streams.output()));
            error.complete(null);
        } else {
            run("output", output, () -> StreamCopy.all(process.output(), streams.output()));
            run("error", error, () -> carry(process.error(), streams.error()));
        }
        try {
            return start.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException exception) {
            throw failure(exception);
        } catch (TimeoutException exception) {
            throw new IOException("nothing was started within " + START_TIMEOUT.toSeconds() + " s", exception);
        }
    }

    /** Begins to carry the input; its end, or its failure, ends what the command reads. */
    void feed() throws IOException {
        feed(() -> process.input().close());
    }

    /** Begins to carry the input, and does something at its end. */
    void feed(Work atEnd) throws IOException {
        InputStream input = streams.input();
        if (input == null) {
            // On a terminal, the end of the input would be typed.
            if (streams.terminal() == null) {
                process.input().close();
            }
            return;
        }
        run("input", new CompletableFuture<>(), () -> {
            try {
                StreamCopy.all(input, process.input());
            } finally {
                atEnd.run();
            }
        });
    }

    /** Carries sizes to the command's terminal. */
    void follow(TerminalSize size, TerminalSize.Resizing terminal) {
        run("size", new CompletableFuture<>(), () -> {
            try {
                size.follow(terminal);
            } catch (InterruptedException exception) {
                // The command has ended.
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Waits until all output was delivered. */
    void awaitOutput() throws IOException, InterruptedException {
        // One failure is enough: the other stream may never end.
        CompletableFuture<Void> never = new CompletableFuture<>();
        CompletableFuture<Object> delivered = CompletableFuture.anyOf(
                CompletableFuture.allOf(output, error),
                output.thenCompose(done -> never),
                error.thenCompose(done -> never));
        try {
            delivered.get();
        } catch (ExecutionException exception) {
            throw failure(exception);
        }
    }

    /** Ends what the command reads, though the user may have more; does not wait for what was not written yet. */
    void endInput() {
        run("input end", new CompletableFuture<>(), () -> process.input().close());
    }

    /** Whether the command ends of itself, within a moment. */
    boolean ended() {
        try {
            CompletableFuture.allOf(output, error).get(END_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException exception) {
            return true;
        } catch (TimeoutException exception) {
            return false;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the threads that still wait for the user; does not wait for those that cannot be interrupted. */
    void end() {
        running.forEach(Thread::interrupt);
        try {
            CompletableFuture.allOf(output, error).get(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException exception) {
            LOG.debug("The streams of a command ended with {}", exception.toString());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    /** Carries what comes behind the first words about the command. */
    private void carry(InputStream from, @Nullable OutputStream to) throws IOException {
        try {
            start.complete(CommandStart.read(from));
        } catch (IOException exception) {
            start.completeExceptionally(exception);
            throw exception;
        }
        StreamCopy.all(from, to == null ? OutputStream.nullOutputStream() : to);
    }

    private void run(String name, CompletableFuture<Void> done, Work work) {
        Thread thread = threads.newThread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (IOException | RuntimeException exception) {
                LOG.debug("The {} of a command ended with {}", name, exception.toString());
                done.completeExceptionally(exception);
            }
        });
        thread.setName("command-" + name);
        running.add(thread);
        thread.start();
    }

    private static IOException failure(ExecutionException exception) {
        Throwable cause = Objects.requireNonNull(exception.getCause());
        return cause instanceof IOException known ? known : new IOException(cause);
    }
}
