// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log, read piece by piece: every answer says where the next piece begins, the last one does not. */
final class LogStream extends InputStream {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Device device;
    private final String job;
    private final String task;
    private final LogOptions options;
    private byte[] piece = {};
    private int offset;
    private Optional<String> next = Optional.empty();
    private @Nullable Exchange current; // guarded by this
    private boolean closed; // guarded by this

    private LogStream(Device device, String job, String task, LogOptions options) {
        this.device = device;
        this.job = job;
        this.task = task;
        this.options = options;
    }

    /** Reads the first piece at once, so that what is not there is refused here. */
    static InputStream open(Device device, String job, String task, LogOptions options) throws ProviderException {
        LogStream log = new LogStream(device, job, task, options);
        log.fetch(Duration.ZERO);
        return log;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (offset == piece.length) {
            if (next.isEmpty()) {
                return -1;
            }
            try {
                fetch(options.follow() ? WAIT : Duration.ZERO);
            } catch (ProviderException exception) {
                throw new IOException(exception.getMessage(), exception);
            }
        }
        int count = Math.min(length, piece.length - offset);
        System.arraycopy(piece, offset, target, at, count);
        offset += count;
        return count;
    }

    private void fetch(Duration wait) throws ProviderException {
        try (Exchange exchange = begin(wait)) {
            Answer answer = device.logged(exchange.await());
            piece = answer.body();
            offset = 0;
            next = answer.header().apply("Log-Next");
        }
    }

    private synchronized Exchange begin(Duration wait) throws ProviderException {
        Exchange exchange = device.log(job, task, options, next, wait);
        current = exchange;
        if (closed) {
            exchange.close();
        }
        return exchange;
    }

    /** Ends the request that a reader may be waiting for. */
    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
        }
    }
}
