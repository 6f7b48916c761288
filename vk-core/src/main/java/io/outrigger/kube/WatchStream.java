// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open watch: lines until it ends. Ends once, also when it is cancelled or lasts longer than it may. Made by
 * {@link ResourceWatch}; reports on threads of the client.
 */
final class WatchStream {

    private static final int MOST_ERROR_TEXT = 16 * 1024;

    private final ApiServer api;
    private final ApiRequest request;
    private final LineSplitter lines;
    private final Consumer<@Nullable KubeException> end;
    private final ByteArrayOutputStream errorText = new ByteArrayOutputStream(0);
    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean refused;
    private boolean ended;
    private @Nullable CompletableFuture<HttpResponse<AsyncBody>> opening;
    private @Nullable AsyncBody open;
    private @Nullable Future<?> guard;

    /**
     * @param lines receives each line
     * @param end told once, with null when the server or we ended it in order
     */
    WatchStream(ApiServer api, ApiRequest request, Consumer<byte[]> lines, Consumer<@Nullable KubeException> end) {
        this.api = api;
        this.request = request;
        this.lines = new LineSplitter(lines);
        this.end = end;
    }

    /**
     * Opens it.
     *
     * @param headLimit how long the server may take to accept it
     * @param limit how long it may last then
     */
    void open(ScheduledExecutorService timer, Duration headLimit, Duration limit) {
        CompletableFuture<HttpResponse<AsyncBody>> answer = api.stream(request, this::chunk);
        lock.lock();
        try {
            opening = answer;
            guard = timer.schedule(this::cancel, headLimit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
        answer.whenComplete((response, failure) -> answered(response, failure, timer, limit));
    }

    /** Ends it; nothing is reported afterwards but the end. */
    void cancel() {
        CompletableFuture<HttpResponse<AsyncBody>> unanswered;
        AsyncBody body;
        lock.lock();
        try {
            unanswered = opening;
            body = open;
        } finally {
            lock.unlock();
        }
        if (body != null) {
            body.cancel();
        } else if (unanswered != null) {
            unanswered.cancel(true);
        }
        finish(null);
    }

    private void answered(
            @Nullable HttpResponse<AsyncBody> response,
            @Nullable Throwable failure,
            ScheduledExecutorService timer,
            Duration limit) {
        if (response == null) {
            finish(failure instanceof CancellationException ? null : unanswered(failure));
            return;
        }
        AsyncBody body = response.body();
        refused = !response.isSuccessful();
        boolean late;
        lock.lock();
        try {
            open = body;
            late = ended;
            if (guard != null) {
                guard.cancel(false);
            }
            guard = late ? null : timer.schedule(this::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
        if (late) {
            body.cancel();
            return;
        }
        body.done().whenComplete((nothing, broken) -> ended(response, broken));
        body.consume();
    }

    private void chunk(List<ByteBuffer> chunks, AsyncBody body) {
        if (!refused) {
            lines.accept(chunks);
        } else if (errorText.size() < MOST_ERROR_TEXT) {
            for (ByteBuffer chunk : chunks) {
                byte[] text = new byte[chunk.remaining()];
                chunk.get(text);
                errorText.writeBytes(text);
            }
        }
        body.consume();
    }

    private void ended(HttpResponse<AsyncBody> response, @Nullable Throwable broken) {
        if (refused) {
            finish(Failures.refused(request.what(), response, errorText.toByteArray(), api.json()));
        } else {
            finish(broken == null || broken instanceof CancellationException ? null : unanswered(broken));
        }
    }

    private KubeException unanswered(@Nullable Throwable failure) {
        return Failures.unanswered(request.what(), failure == null ? new CancellationException() : failure);
    }

    private void finish(@Nullable KubeException failure) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            if (guard != null) {
                guard.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        end.accept(failure);
    }
}
