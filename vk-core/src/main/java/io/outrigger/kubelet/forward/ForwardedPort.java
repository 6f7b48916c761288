// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.forward;

import io.outrigger.kubelet.stream.CallingThread;
import io.outrigger.kubelet.stream.ReceivedStream;
import io.outrigger.kubelet.stream.SentStream;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection into a pod, from connecting to the end of what the pod sends, which ends both directions as kubectl
 * does. A failure is told on its error stream and concerns no other connection.
 */
final class ForwardedPort {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardedPort.class);
    private static final int PIECE = 32 * 1024;

    private final ForwardTarget target;
    private final int port;
    private final ReceivedStream fromClient;
    private final SentStream toClient;
    private final SentStream error;
    private final Consumer<ForwardedPort> afterwards;
    private final CallingThread caller = new CallingThread();
    private PortForward.@Nullable Connection connection;

    /** @param afterwards run once when all is over */
    ForwardedPort(
            ForwardTarget target,
            int port,
            ReceivedStream fromClient,
            SentStream toClient,
            SentStream error,
            Consumer<ForwardedPort> afterwards) {
        this.target = target;
        this.port = port;
        this.fromClient = fromClient;
        this.toClient = toClient;
        this.error = error;
        this.afterwards = afterwards;
    }

    void start() {
        try {
            target.threads().execute(this::run);
        } catch (RejectedExecutionException stopped) {
            LOG.atDebug().setCause(stopped).log("the server has stopped");
        }
    }

    /** The client has gone or given this connection up. From any thread, returns at once. */
    void cancel() {
        caller.cancel();
        closeSoon();
    }

    private void run() {
        String failure;
        try {
            target.slots().take();
            try {
                failure = forward();
            } finally {
                target.slots().release();
            }
        } catch (IOException full) {
            failure = String.valueOf(full.getMessage());
        }
        fromClient.close();
        disconnected();
        caller.leave();
        finish(failure);
        afterwards.accept(this);
    }

    /** Returns what went wrong, or an empty text. */
    private String forward() {
        if (!caller.enter()) {
            return "";
        }
        try (var made = target.portForward().connect(target.pod(), port)) {
            if (connected(made)) {
                target.threads().execute(() -> send(made));
                copy(made.input(), toClient);
            }
            return "";
        } catch (ProviderException refused) {
            return String.valueOf(refused.getMessage());
        } catch (IOException broken) {
            return "the connection broke: " + broken.getMessage();
        } catch (RuntimeException broken) {
            LOG.atError().addKeyValue("pod", target.pod()).setCause(broken).log("the provider failed to forward");
            return "the provider failed: " + broken;
        }
    }

    private void send(PortForward.Connection made) {
        try (var toPod = made.output()) {
            copy(fromClient, toPod);
        } catch (IOException | RuntimeException ended) {
            LOG.atDebug().addKeyValue("pod", target.pod()).setCause(ended).log("a forwarded connection takes no more");
        } finally {
            // What still comes has nowhere to go and must not hold up the other connections of this client.
            fromClient.close();
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        var piece = new byte[PIECE];
        for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
            to.write(piece, 0, length);
            to.flush();
        }
    }

    private void finish(String failure) {
        try {
            if (!failure.isEmpty() && !caller.isCancelled()) {
                var text = "error forwarding port " + port + " to pod "
                        + target.pod().name() + ", uid " + target.pod().uid() + ": " + failure;
                error.write(text.getBytes(StandardCharsets.UTF_8));
            }
            toClient.close();
            error.close();
        } catch (IOException left) {
            LOG.atDebug().setCause(left).log("nobody was there to be told how a forwarded connection ended");
        }
    }

    private void closeSoon() {
        PortForward.Connection open;
        synchronized (this) {
            open = connection;
            connection = null;
        }
        if (open == null) {
            return;
        }
        try {
            target.closers().execute(() -> close(open));
        } catch (RejectedExecutionException stopped) {
            LOG.atDebug().setCause(stopped).log("the server has stopped");
        }
    }

    private void close(PortForward.Connection open) {
        try {
            open.close();
        } catch (IOException failed) {
            LOG.atWarn().addKeyValue("pod", target.pod()).setCause(failed).log("a connection could not be closed");
        }
    }

    private synchronized boolean connected(PortForward.Connection made) {
        connection = made;
        return !caller.isCancelled();
    }

    private synchronized void disconnected() {
        connection = null;
    }
}
