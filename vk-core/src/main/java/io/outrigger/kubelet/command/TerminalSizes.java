// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import io.outrigger.kubelet.stream.StreamReceiver;
import io.outrigger.spi.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sizes that a client sends, {@code {"Width":80,"Height":24}} one after the other. Read on the event loop, told on a
 * worker thread, one at a time; when they come faster than they are taken, only the last one counts.
 */
final class TerminalSizes implements StreamReceiver, Terminal {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalSizes.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LARGEST = 65535;

    private final Executor tellers;
    private final JsonParser parser;
    private volatile boolean broken;
    private String field = "";
    private int width;
    private int height;

    private @Nullable Consumer<Size> listener;
    private @Nullable Size present;
    private @Nullable Size told;
    private boolean telling;

    TerminalSizes(Executor tellers) {
        this.tellers = tellers;
        try {
            this.parser = JSON.createNonBlockingByteArrayParser();
        } catch (IOException impossible) {
            throw new IllegalStateException("no JSON parser", impossible);
        }
    }

    @Override
    public void data(byte[] piece) {
        if (broken) {
            return;
        }
        try {
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(piece, 0, piece.length);
            for (var token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
                take(token);
            }
        } catch (IOException malformed) {
            stop();
            LOG.atDebug().setCause(malformed).log("a client sends terminal sizes that cannot be read");
        }
    }

    @Override
    public void end() {
        stop();
    }

    @Override
    public void fail(IOException cause) {
        stop();
    }

    @Override
    public void onResize(Consumer<Size> listener) {
        synchronized (this) {
            this.listener = listener;
            told = null;
            if (telling) {
                return;
            }
            telling = true;
        }
        // At once, so that a terminal can begin with its size.
        tell();
    }

    /** Waits for the first size, which clients send right after the beginning, but not for long. */
    void awaitFirst(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        synchronized (this) {
            for (long left = most.toMillis(); present == null && !broken && left > 0; left = millisUntil(end)) {
                wait(left);
            }
        }
    }

    private static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private synchronized void stop() {
        broken = true;
        notifyAll();
    }

    private void take(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                width = 0;
                height = 0;
            }
            case FIELD_NAME -> field = parser.currentName();
            case VALUE_NUMBER_INT -> number(parser.getLongValue());
            case END_OBJECT -> resized();
            default -> {}
        }
    }

    private void number(long value) {
        int side = value < 0 || value > LARGEST ? 0 : (int) value;
        if (field.equals("Width")) {
            width = side;
        } else if (field.equals("Height")) {
            height = side;
        }
    }

    private void resized() {
        if (width > 0 && height > 0) {
            synchronized (this) {
                present = new Size(width, height);
                notifyAll();
            }
            tellSoon();
        }
    }

    private void tellSoon() {
        synchronized (this) {
            if (telling || listener == null || present == null) {
                return;
            }
            telling = true;
        }
        try {
            tellers.execute(this::tell);
        } catch (RejectedExecutionException stopped) {
            LOG.atDebug().setCause(stopped).log("the server has stopped");
        }
    }

    private void tell() {
        while (true) {
            Consumer<Size> to;
            Size size;
            synchronized (this) {
                to = listener;
                size = present;
                if (to == null || size == null || size.equals(told)) {
                    telling = false;
                    return;
                }
                told = size;
            }
            to.accept(size);
        }
    }
}
