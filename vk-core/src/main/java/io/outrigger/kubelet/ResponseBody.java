// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a worker thread writes: every call waits until the connection has taken what it was given, so that a
 * slow reader slows the writer and nothing piles up in between. Made on the event loop of the connection.
 */
final class ResponseBody {

    private final HttpServerResponse response;
    private final Context context;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable Runnable onGone;

    ResponseBody(HttpServerResponse response) {
        this.response = response;
        this.context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        response.closeHandler(closed -> clientGone());
        response.exceptionHandler(failed -> clientGone());
    }

    /** Says that nobody reads the answer any more. */
    static final class ClientGoneException extends IOException {

        private static final long serialVersionUID = 1L;

        ClientGoneException(Throwable cause) {
            super("the client has gone", cause);
        }
    }

    /** Whether the client has gone before its answer ended. */
    boolean isGone() {
        return gone.isDone();
    }

    /**
     * Runs something once the client has gone before its answer ended, instead of what was given before; at once if it
     * has already.
     */
    void whenGone(Runnable action) {
        synchronized (this) {
            if (!gone.isDone()) {
                onGone = action;
                return;
            }
        }
        action.run();
    }

    /** Sends status and headers, before there is anything to follow. */
    void begin(String contentType) throws IOException {
        await(() -> {
            response.setChunked(true).putHeader("Content-Type", contentType);
            return response.writeHead();
        });
    }

    /** Sends a piece of the body. */
    void write(Buffer piece) throws IOException {
        if (piece.length() > 0) {
            await(() -> response.write(piece));
        }
    }

    /** Ends a body that was begun. */
    void end() throws IOException {
        await(response::end);
    }

    /** Sends a whole answer at once. */
    void send(String contentType, String text) throws IOException {
        await(() -> response.putHeader("Content-Type", contentType).end(text));
    }

    /** Answers with an error instead, before {@link #begin}. */
    void refuse(HttpRefusal refusal) throws IOException {
        await(() -> Answers.refuse(response, refusal));
    }

    private void await(Supplier<Future<Void>> write) throws IOException {
        var written = new CompletableFuture<Void>();
        try {
            context.runOnContext(now -> start(write, written));
            CompletableFuture.anyOf(written, gone).get();
        } catch (RejectedExecutionException stopped) {
            throw new ClientGoneException(stopped);
        } catch (ExecutionException failed) {
            throw new ClientGoneException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while writing");
        }
    }

    private void start(Supplier<Future<Void>> write, CompletableFuture<Void> written) {
        if (gone.isDone()) {
            return;
        }
        try {
            write.get().onComplete(done -> complete(written, done.cause()));
        } catch (RuntimeException closed) {
            written.completeExceptionally(closed);
        }
    }

    private static void complete(CompletableFuture<Void> written, @Nullable Throwable failure) {
        if (failure == null) {
            written.complete(null);
        } else {
            written.completeExceptionally(failure);
        }
    }

    private void clientGone() {
        Runnable action;
        synchronized (this) {
            if (!gone.completeExceptionally(new IOException("the connection was closed"))) {
                return;
            }
            action = onGone;
            onGone = null;
        }
        if (action != null) {
            action.run();
        }
    }
}
