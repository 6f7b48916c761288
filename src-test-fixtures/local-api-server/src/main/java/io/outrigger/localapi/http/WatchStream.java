// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open answer to one watch. Frames wait here while the client's connection is full; a client that lets too many wait
 * is disconnected and will list again.
 */
final class WatchStream {
    private static final Logger log = LoggerFactory.getLogger(WatchStream.class);
    private static final int CONNECTION_BYTES = 1 << 20;

    private final HttpServerResponse response;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private final int limit;
    private boolean open = true;

    WatchStream(HttpServerResponse response, int limit) {
        this.response = response;
        this.limit = limit;
        response.setWriteQueueMaxSize(CONNECTION_BYTES);
        response.drainHandler(drained -> flush());
    }

    void send(Buffer frame) {
        if (!open) {
            return;
        }
        if (waiting.isEmpty() && !response.writeQueueFull()) {
            write(frame);
        } else if (waiting.size() < limit) {
            waiting.add(frame);
        } else {
            log.warn("a watcher is {} events behind and is disconnected; it has to list again", limit);
            open = false;
            response.reset();
        }
    }

    boolean isOpen() {
        return open;
    }

    /** Ends the answer after what is still waiting. */
    void end() {
        if (open) {
            open = false;
            waiting.forEach(this::write);
            response.end().onFailure(gone -> log.debug("client left before the end of its watch", gone));
        }
    }

    /** The client is gone. */
    void closed() {
        open = false;
        waiting.clear();
    }

    private void flush() {
        while (open && !waiting.isEmpty() && !response.writeQueueFull()) {
            write(waiting.remove());
        }
    }

    private void write(Buffer frame) {
        response.write(frame).onFailure(gone -> log.debug("client left during its watch", gone));
    }
}
