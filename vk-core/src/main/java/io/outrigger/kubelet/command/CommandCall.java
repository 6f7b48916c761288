// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import io.outrigger.kubelet.stream.CallingThread;
import io.outrigger.kubelet.stream.ClientConnection;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One call of a provider's {@code exec} or {@code attach} from its first stream to its status. It has a thread to itself,
 * which is interrupted as soon as the client has gone.
 */
public final class CommandCall {

    private static final Logger LOG = LoggerFactory.getLogger(CommandCall.class);

    private final Command command;
    private final boolean tty;
    private final Executor threads;
    private final Runnable afterwards;
    private final CallingThread caller = new CallingThread();
    /** Set by whoever will run what comes afterwards: the call, or what prevents it. */
    private final AtomicBoolean settled = new AtomicBoolean();

    /**
     * @param tty whether the process has a terminal
     * @param threads runs at once what it is given
     * @param afterwards run once, when the provider has returned or will not be called any more
     */
    public CommandCall(Command command, boolean tty, Executor threads, Runnable afterwards) {
        this.command = command;
        this.tty = tty;
        this.threads = threads;
        this.afterwards = afterwards;
    }

    /** What a provider is asked to do. */
    public interface Command {

        /**
         * Blocks until it is done; killed by an interrupt.
         *
         * @return the exit code
         */
        int run(ContainerStreams streams) throws ProviderException, InterruptedException;

        /** What could not be done when it fails, for example {@code error executing command in container}. */
        String failure();
    }

    Executor threads() {
        return threads;
    }

    /** Ties the call to a connection; on its event loop. */
    void cancelWith(ClientConnection connection) {
        connection.whenGone(this::cancel);
    }

    /** Calls the provider, unless the client has gone meanwhile. */
    void start(CommandStreams streams) {
        if (settled.getAndSet(true)) {
            return;
        }
        try {
            threads.execute(() -> run(streams));
        } catch (RejectedExecutionException stopped) {
            streams.connection().abort("the server has stopped");
            afterwards.run();
        }
    }

    private void cancel() {
        caller.cancel();
        if (!settled.getAndSet(true)) {
            afterwards.run();
        }
    }

    private void run(CommandStreams streams) {
        try {
            if (caller.enter()) {
                finish(streams, status(streams));
            }
        } finally {
            caller.leave();
            afterwards.run();
        }
    }

    private CommandStatus status(CommandStreams streams) {
        try {
            return CommandStatus.exited(command.run(streams.forContainer(tty)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return CommandStatus.failed(command.failure() + ": interrupted");
        } catch (ProviderException refused) {
            return CommandStatus.failed(command.failure() + ": " + refused.getMessage());
        } catch (RuntimeException broken) {
            LOG.atLevel(caller.isCancelled() ? Level.DEBUG : Level.ERROR)
                    .setCause(broken)
                    .log("the provider failed at a command");
            return CommandStatus.failed(command.failure() + ": the provider failed: " + broken);
        }
    }

    private void finish(CommandStreams streams, CommandStatus status) {
        try {
            streams.finish(status);
        } catch (IOException left) {
            LOG.atDebug().setCause(left).log("nobody was there to be told how a command ended");
            streams.connection().abort("the status could not be sent");
        }
    }
}
