// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that only sit there: those that do not send a request in time and those that are idle between
 * requests; and those that do not wait for their answers. A connection with an answer on its way is left alone, because a
 * log may be silent for days. Runs on event loops.
 */
final class ConnectionGuard {

    private final Vertx vertx;
    private final Duration firstRequest;
    private final Duration idle;
    private final Map<HttpConnection, Watched> connections = new ConcurrentHashMap<>();

    /**
     * @param firstRequest how long a new connection may take to send its first request
     * @param idle how long a connection may wait for the next one
     */
    ConnectionGuard(Vertx vertx, Duration firstRequest, Duration idle) {
        this.vertx = vertx;
        this.firstRequest = firstRequest;
        this.idle = idle;
    }

    void opened(HttpConnection connection) {
        var watched = new Watched(connection);
        connections.put(connection, watched);
        ConnectionTakeover.before(connection, new OneRequestAtATime(() -> watched.answers > 0));
        ConnectionTakeover.whenClosed(connection, () -> {
            connections.remove(connection);
            watched.closed();
        });
        watched.closeAfter(firstRequest);
    }

    /** How many connections there are. */
    int open() {
        return connections.size();
    }

    /** A request has come; its answer keeps the connection. */
    void began(HttpServerRequest request) {
        var watched = connections.get(request.connection());
        if (watched == null) {
            return;
        }
        watched.answers++;
        watched.cancel();
        request.response().endHandler(ended -> watched.answered());
    }

    private final class Watched {

        private final HttpConnection connection;
        private int answers;
        private boolean closed;
        private @Nullable Long timer;

        Watched(HttpConnection connection) {
            this.connection = connection;
        }

        void answered() {
            answers--;
            if (answers == 0) {
                closeAfter(idle);
            }
        }

        /** An answer may end after its connection; nothing waits for it then. */
        void closed() {
            closed = true;
            cancel();
        }

        void closeAfter(Duration wait) {
            cancel();
            if (closed) {
                return;
            }
            timer = vertx.setTimer(wait.toMillis(), late -> connection.close());
        }

        void cancel() {
            if (timer != null) {
                vertx.cancelTimer(timer);
                timer = null;
            }
        }
    }
}
