// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work on threads that nobody interrupts. The library forgets what it asked when the asking thread is interrupted, takes
 * the answer for an attack when it comes, and ends the connection of everybody. Safe from any thread.
 */
final class Undisturbed {

    /** What is done; it must end by itself. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** What most work takes: an interrupted caller leaves later rather than not knowing what became of it. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Executor threads;

    Undisturbed(Executor threads) {
        this.threads = threads;
    }

    /**
     * Runs work and waits for it. Work that an interrupted caller does not wait for goes on, and closes what it opened.
     *
     * @throws InterruptedIOException when the caller was interrupted and the work takes long; the thread stays marked
     * @throws IOException as the work does
     */
    <T> T call(Work<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> run(work, result));
        } catch (RejectedExecutionException exception) {
            throw new IOException("the provider was closed", exception);
        }
        try {
            return result.get();
        } catch (InterruptedException exception) {
            try {
                return afterInterrupt(result);
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (ExecutionException exception) {
            throw failure(exception);
        }
    }

    private static <T> void run(Work<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.run());
        } catch (IOException | RuntimeException | Error failure) {
            result.completeExceptionally(failure);
        }
    }

    private static <T> T afterInterrupt(CompletableFuture<T> result) throws IOException {
        IOException left;
        try {
            return result.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException exception) {
            throw failure(exception);
        } catch (InterruptedException | TimeoutException exception) {
            left = new InterruptedIOException("interrupted while the host was asked");
            left.initCause(exception);
        }
        closeOnceOpened(result);
        throw left;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // work that failed has opened nothing
    private static void closeOnceOpened(CompletableFuture<?> result) {
        result.thenAccept(opened -> {
            if (opened instanceof AutoCloseable resource) {
                Quietly.close(resource);
            }
        });
    }

    private static IOException failure(ExecutionException exception) {
        Throwable cause = exception.getCause();
        if (cause instanceof RuntimeException fault) {
            throw fault;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException known ? known : new IOException(cause);
    }
}
