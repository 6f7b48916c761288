// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.forward;

import io.outrigger.kubelet.stream.ClientConnection;
import io.outrigger.kubelet.stream.ReceivedStream;
import io.outrigger.kubelet.stream.SpdyConnection;
import io.outrigger.kubelet.stream.SpdyStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pairs of data and error streams of one SPDY connection ({@code portforward/httpstream.go}): each pair is one
 * connection into the pod. Runs on the event loop of the client's connection.
 */
public final class SpdyForwards {

    /** The protocol's only name. */
    public static final String PROTOCOL = "portforward.k8s.io";

    private static final Logger LOG = LoggerFactory.getLogger(SpdyForwards.class);
    private static final int STREAMS = 256;
    private static final int LAST_PORT = 65535;

    private final ClientConnection connection;
    private final ForwardTarget target;
    private final Duration creationTimeout;
    private final Map<String, Pair> waiting = new HashMap<>();
    private final Set<ForwardedPort> open = ConcurrentHashMap.newKeySet();

    private SpdyForwards(ClientConnection connection, ForwardTarget target, Duration creationTimeout) {
        this.connection = connection;
        this.target = target;
        this.creationTimeout = creationTimeout;
    }

    /**
     * Waits for pairs until the client goes.
     *
     * @param creationTimeout how long the second stream of a pair may take
     */
    public static void begin(ClientConnection connection, ForwardTarget target, Duration creationTimeout) {
        var forwards = new SpdyForwards(connection, target, creationTimeout);
        connection.whenGone(() -> forwards.open.forEach(ForwardedPort::cancel));
        new SpdyConnection(connection, STREAMS, forwards::opened);
    }

    private static final class Pair {
        Runnable inTime = () -> {};

        @Nullable
        SpdyStream data;

        @Nullable
        SpdyStream error;
    }

    private boolean opened(SpdyStream stream) {
        var type = stream.header("streamtype").orElse("");
        if (!type.equals("data") && !type.equals("error") || port(stream).isEmpty()) {
            return false;
        }
        var id = request(stream, type);
        var pair = waiting.computeIfAbsent(id, this::expect);
        if (type.equals("data") ? pair.data != null : pair.error != null) {
            return false;
        }
        if (type.equals("data")) {
            pair.data = stream;
        } else {
            pair.error = stream;
        }
        if (pair.data != null && pair.error != null) {
            waiting.remove(id);
            pair.inTime.run();
            start(pair.data, pair.error);
        }
        return true;
    }

    /** Old clients do not number their requests; they open the error stream and then the data stream. */
    private static String request(SpdyStream stream, String type) {
        return stream.header("requestid")
                .orElseGet(() -> String.valueOf(type.equals("error") ? stream.id() : stream.id() - 2));
    }

    private static OptionalInt port(SpdyStream stream) {
        try {
            int port = Integer.parseInt(stream.header("port").orElse(""));
            return port < 1 || port > LAST_PORT ? OptionalInt.empty() : OptionalInt.of(port);
        } catch (NumberFormatException malformed) {
            return OptionalInt.empty();
        }
    }

    private Pair expect(String id) {
        var pair = new Pair();
        pair.inTime = connection.after(creationTimeout, () -> {
            waiting.remove(id);
            late(pair);
        });
        return pair;
    }

    private void late(Pair pair) {
        LOG.atDebug().addKeyValue("pod", target.pod()).log("timed out waiting for streams");
        target.threads().execute(() -> {
            try {
                if (pair.error != null) {
                    pair.error.output().write("timed out waiting for streams".getBytes(StandardCharsets.UTF_8));
                    pair.error.output().close();
                }
                if (pair.data != null) {
                    pair.data.output().close();
                }
            } catch (IOException left) {
                LOG.atDebug().setCause(left).log("nobody was there to be told of a missing stream");
            }
        });
    }

    private void start(SpdyStream data, SpdyStream error) {
        var fromClient = new ReceivedStream(connection);
        data.receive(fromClient);
        var forwarded = new ForwardedPort(
                target, port(data).orElseThrow(), fromClient, data.output(), error.output(), open::remove);
        open.add(forwarded);
        data.whenReset(forwarded::cancel);
        forwarded.start();
    }
}
