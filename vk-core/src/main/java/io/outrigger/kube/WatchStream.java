// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One open watch: lines until it ends. Ends once, also when it is cancelled or lasts longer than it may. Made by
 * {@link ResourceWatch}; reports on the one thread of the client that reads it.
 */
final class WatchStream implements Callback {

    private static final int MOST_ERROR_TEXT = 16 * 1024;

    private final Json json;
    private final Call call;
    private final String what;
    private final Consumer<byte[]> lines;
    private final Consumer<@Nullable KubeException> end;
    private final ScheduledExecutorService timer;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Future<?> guard;
    private boolean ended;

    /**
     * @param limit how long it may last once the server has accepted it
     * @param lines receives each line
     * @param end told once, with null when the server or we ended it in order
     */
    WatchStream(
            ApiServer api,
            ApiRequest request,
            ScheduledExecutorService timer,
            Duration limit,
            Consumer<byte[]> lines,
            Consumer<@Nullable KubeException> end) {
        this.json = api.json();
        this.call = api.stream(request);
        this.what = request.what();
        this.timer = timer;
        this.limit = limit;
        this.lines = lines;
        this.end = end;
    }

    /**
     * Opens it.
     *
     * @param headLimit how long the server may take to accept it
     */
    void open(Duration headLimit) {
        guard(headLimit);
        call.enqueue(this);
    }

    /** Ends it. */
    void cancel() {
        call.cancel();
    }

    @Override
    public void onFailure(Call failed, IOException failure) {
        finish(call.isCanceled() ? null : Failures.unanswered(what, failure));
    }

    @Override
    public void onResponse(Call answered, Response response) {
        guard(limit);
        KubeException failure = null;
        try (response) {
            BufferedSource source = response.body().source();
            if (response.isSuccessful()) {
                read(source);
            } else {
                source.request(MOST_ERROR_TEXT);
                failure = Failures.refused(what, response, source.getBuffer().readByteArray(), json);
            }
        } catch (IOException broken) {
            failure = call.isCanceled() ? null : Failures.unanswered(what, broken);
        }
        finish(failure);
    }

    /** Text after the last line is half an event: the watch goes on before it. */
    private void read(BufferedSource source) throws IOException {
        for (long length = source.indexOf((byte) '\n'); length >= 0; length = source.indexOf((byte) '\n')) {
            byte[] line = source.readByteArray(length);
            source.skip(1);
            if (line.length > 0) {
                lines.accept(line);
            }
        }
    }

    private void guard(Duration duration) {
        lock.lock();
        try {
            if (guard != null) {
                guard.cancel(false);
            }
            guard = ended ? null : timer.schedule(this::cancel, duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // The connection is being closed.
            call.cancel();
        } finally {
            lock.unlock();
        }
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
