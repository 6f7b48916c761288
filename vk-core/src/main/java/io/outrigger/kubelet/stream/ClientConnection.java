// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upgraded connection, whatever is spoken on it. It stops reading while its streams hold more than they should, lets
 * writers wait until the client has taken what they wrote, and tells once when the client has gone. Made on the event
 * loop of the connection.
 */
public final class ClientConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    /** While reading is paused nothing tells that the client has gone but a write that fails. */
    private static final long PROBE_MILLIS = 500;

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Context context;
    private final ReadStream<Buffer> reading;
    private final WriteStream<Buffer> writing;
    private final Runnable kill;
    private final long idleNanos;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Set<Long> timers = new HashSet<>();
    private final ReadGate gate;
    private volatile long lastTraffic = System.nanoTime();
    private Runnable probe = () -> {};

    private ClientConnection(
            ReadStream<Buffer> reading, WriteStream<Buffer> writing, Runnable kill, Duration idleTimeout) {
        this.context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        this.reading = reading;
        this.writing = writing;
        this.kill = kill;
        this.idleNanos = idleTimeout.toNanos();
        this.gate = new ReadGate(reading, this::onLoop);
        reading.exceptionHandler(broken -> abort("it broke: " + broken));
        timers.add(context.owner().setPeriodic(PROBE_MILLIS, now -> look()));
        // A timer that waits would keep a connection in memory that is long gone.
        whenGone(() -> List.copyOf(timers).forEach(this::callOff));
    }

    /**
     * A connection of bytes.
     *
     * @param kill closes it at once, whatever waits to be written
     * @param idleTimeout after how long without traffic it is closed
     */
    public static ClientConnection of(NetSocket socket, Runnable kill, Duration idleTimeout) {
        var connection = new ClientConnection(socket, socket, kill, idleTimeout);
        socket.closeHandler(closed -> connection.clientGone());
        return connection;
    }

    /** A connection of messages; the parameters are those of {@link #of(NetSocket, Runnable, Duration)}. */
    public static ClientConnection of(ServerWebSocket socket, Runnable kill, Duration idleTimeout) {
        var connection = new ClientConnection(socket, socket, kill, idleTimeout);
        socket.closeHandler(closed -> connection.clientGone());
        // Not a ping: a client that is busy writing would stop reading in order to answer.
        connection.probeWith(() -> socket.writePong(Buffer.buffer()));
        return connection;
    }

    /** Whether nobody is there any more. */
    public boolean isGone() {
        return gone.isDone();
    }

    /** Runs something once the client has gone, on the event loop; at once if it has already. */
    public void whenGone(Runnable action) {
        synchronized (this) {
            if (!gone.isDone()) {
                afterwards.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * Runs something later on the event loop, unless the client has gone by then. On the event loop.
     *
     * @return calls it off
     */
    public Runnable after(Duration wait, Runnable action) {
        long timer = context.owner().setTimer(wait.toMillis(), late -> {
            timers.remove(late);
            action.run();
        });
        timers.add(timer);
        return () -> callOff(timer);
    }

    private void callOff(long timer) {
        timers.remove(timer);
        context.owner().cancelTimer(timer);
    }

    /** Closes the connection at once. From any thread. */
    public void abort(String reason) {
        LOG.atDebug().addKeyValue("reason", reason).log("a stream connection is cut");
        onLoop(kill);
    }

    /**
     * Ends an exchange in order: what arrives from now on is thrown away until the client closes, because closing with
     * something unread would make its kernel throw away what it has not read yet. From any thread.
     *
     * @param goodbye the last words, said on the event loop
     */
    void end(Runnable goodbye) {
        onLoop(() -> {
            gate.open();
            goodbye.run();
            after(LINGER, kill);
        });
    }

    /** What to write now and then while reading is paused. */
    void probeWith(Runnable write) {
        probe = write;
    }

    /** Has the handler called with everything that is received, on the event loop. */
    void receive(Consumer<byte[]> handler) {
        reading.handler(bytes -> handler.accept(bytes.getBytes()));
    }

    Future<Void> write(Buffer bytes) {
        return writing.write(bytes);
    }

    /** What is held back here is read later; for who receives. */
    ReadGate gate() {
        return gate;
    }

    /** The client has sent something that is more than a sign of life. */
    void traffic() {
        lastTraffic = System.nanoTime();
    }

    /** An answer was written because the client asked for it: who asks without reading is not heard for a while. */
    void answered() {
        if (!isGone() && isClogged()) {
            writing.drainHandler(drained -> gate.owing(false));
            gate.owing(true);
        }
    }

    /** Writes something on the event loop, after what was given before; done when the client's side has taken it. */
    CompletableFuture<Void> send(Supplier<Future<Void>> write) {
        var written = new CompletableFuture<Void>();
        try {
            context.runOnContext(now -> start(write, written));
        } catch (RejectedExecutionException stopped) {
            written.completeExceptionally(stopped);
        }
        return written;
    }

    /** Returns when something was written. On a worker thread. */
    void await(CompletableFuture<Void> written) throws IOException {
        try {
            CompletableFuture.anyOf(written, gone).get();
        } catch (ExecutionException failed) {
            throw new IOException("the client has gone", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while writing");
        }
    }

    private void start(Supplier<Future<Void>> write, CompletableFuture<Void> written) {
        if (isGone()) {
            return;
        }
        try {
            write.get().onComplete(done -> taken(written), written::completeExceptionally);
        } catch (RuntimeException closed) {
            written.completeExceptionally(closed);
        }
    }

    private void taken(CompletableFuture<Void> written) {
        traffic();
        written.complete(null);
    }

    private void look() {
        if (System.nanoTime() - lastTraffic >= idleNanos) {
            abort("it was idle for too long");
        } else if (gate.isPaused() && !isClogged()) {
            probe.run();
        }
    }

    private boolean isClogged() {
        try {
            return writing.writeQueueFull();
        } catch (IllegalStateException closing) {
            // A WebSocket says so between the client's goodbye and its end.
            return true;
        }
    }

    private void onLoop(Runnable action) {
        try {
            context.runOnContext(now -> {
                if (!isGone()) {
                    action.run();
                }
            });
        } catch (RejectedExecutionException stopped) {
            LOG.atDebug().setCause(stopped).log("the server has stopped");
        }
    }

    private void clientGone() {
        List<Runnable> actions;
        synchronized (this) {
            if (!gone.completeExceptionally(new IOException("the connection was closed"))) {
                return;
            }
            actions = List.copyOf(afterwards);
            afterwards.clear();
        }
        actions.forEach(Runnable::run);
    }
}
