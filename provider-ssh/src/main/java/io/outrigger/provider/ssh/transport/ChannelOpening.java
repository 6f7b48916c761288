// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/** Opens channels and ends them, and tells a server that says no from one that cannot be reached. */
final class ChannelOpening {

    private ChannelOpening() {}

    /**
     * Opens a channel, or closes it.
     *
     * @throws SshChannelOpenException when the server refuses
     */
    static <C extends ClientChannel> C open(C channel, Duration patience) throws IOException {
        boolean opened = false;
        try {
            OpenFuture future = channel.open();
            if (!future.await(patience)) {
                throw new InterruptedIOException("no channel within " + patience.toSeconds() + " s");
            }
            Throwable failure = future.getException();
            if (failure != null) {
                throw refusal(failure).map(IOException.class::cast).orElseGet(() -> new IOException(failure));
            }
            opened = true;
            return channel;
        } finally {
            if (!opened) {
                // The library waits for the answer that may still come, so that the server is told as well.
                channel.close(false);
            }
        }
    }

    /**
     * Ends a channel now. What the library calls closing at once does not tell the server, whose session would stay as
     * long as the connection.
     */
    static void undo(ClientChannel channel) {
        channel.close(false);
        channel.close(true);
    }

    /** The server's no, wherever the library has wrapped it. */
    static Optional<SshChannelOpenException> refusal(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SshChannelOpenException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /** Whether nobody has answered in time, wherever the library has wrapped it. */
    static boolean timedOut(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof InterruptedIOException || each instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
