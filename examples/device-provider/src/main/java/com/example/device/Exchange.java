// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.ProviderException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that is under way. One thread waits for it, any thread may close it. */
final class Exchange implements AutoCloseable {

    private final String request;
    private final CompletableFuture<HttpResponse<byte[]>> answer;
    private final Duration patience;
    private final Failures failures;

    Exchange(String request, CompletableFuture<HttpResponse<byte[]>> answer, Duration patience, Failures failures) {
        this.request = request;
        this.answer = answer;
        this.patience = patience;
        this.failures = failures;
    }

    /** Waits for the whole answer, body included. An interrupt ends the wait and stays set. */
    Answer await() throws ProviderException {
        try {
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(request, response.statusCode(), response.headers()::firstValue, response.body());
        } catch (ExecutionException exception) {
            throw failures.silent(request, root(exception));
        } catch (TimeoutException | CancellationException exception) {
            throw failures.silent(request, exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw failures.silent(request, exception);
        }
    }

    /** Gives up; whoever waits gets an exception. After an answer it does nothing. */
    @Override
    public void close() {
        answer.cancel(true);
    }

    private static Throwable root(ExecutionException exception) {
        Throwable cause = Objects.requireNonNullElse(exception.getCause(), exception);
        while (cause.getCause() != null && cause.getClass().getName().startsWith("java.util.concurrent")) {
            cause = cause.getCause();
        }
        return cause;
    }
}
