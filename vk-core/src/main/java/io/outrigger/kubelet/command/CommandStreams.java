// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import io.outrigger.kubelet.stream.ClientConnection;
import io.outrigger.kubelet.stream.ReceivedStream;
import io.outrigger.kubelet.stream.SentStream;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one command once all are there, alike for both wire protocols; null is what the client did not ask for.
 * Used by the worker thread of the command.
 *
 * @param error where the status goes
 * @param sizes the client's terminal, or null when it has none
 * @param goodbye ends the connection in order
 */
record CommandStreams(
        ClientConnection connection,
        @Nullable ReceivedStream stdin,
        @Nullable SentStream stdout,
        @Nullable SentStream stderr,
        SentStream error,
        @Nullable TerminalSizes sizes,
        boolean endsWithStatus,
        Runnable goodbye) {

    private static final Logger LOG = LoggerFactory.getLogger(CommandStreams.class);
    private static final Duration FIRST_SIZE = Duration.ofMillis(250);

    /** The streams as a provider sees them; waits a moment for the size of a terminal, so that it begins with it. */
    ContainerStreams forContainer(boolean tty) throws InterruptedException {
        if (tty && sizes != null) {
            sizes.awaitFirst(FIRST_SIZE);
        }
        Terminal terminal = tty ? (sizes == null ? listener -> {} : sizes) : null;
        return new ContainerStreams(stdin, orNowhere(stdout), tty ? null : orNowhere(stderr), terminal);
    }

    /** Ends the outputs, tells the status and says goodbye, in this order. */
    void finish(CommandStatus status) throws IOException {
        if (stdin != null) {
            stdin.close();
        }
        end(stdout);
        end(stderr);
        var last = endsWithStatus ? status.json() : status.text();
        error.write(last.getBytes(StandardCharsets.UTF_8));
        error.close();
        goodbye.run();
    }

    /** A client may have given up one of the outputs and still wait for the status. */
    private static void end(@Nullable SentStream output) {
        if (output == null) {
            return;
        }
        try {
            output.close();
        } catch (IOException givenUp) {
            LOG.atDebug().setCause(givenUp).log("nobody was there to be told that an output ended");
        }
    }

    private static OutputStream orNowhere(@Nullable SentStream stream) {
        return stream == null ? OutputStream.nullOutputStream() : stream;
    }
}
