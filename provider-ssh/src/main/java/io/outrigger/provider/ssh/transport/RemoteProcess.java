// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;

/** A command that runs on another host, on a channel of its own. */
final class RemoteProcess implements HostProcess {

    private final ChannelExec channel;
    private final InputStream output;
    private final InputStream error;
    private final CountDownLatch ended = new CountDownLatch(1);

    RemoteProcess(ChannelExec channel) {
        this.channel = channel;
        this.output = new BehindGreeting(channel.getInvertedOut());
        this.error = new BehindGreeting(channel.getInvertedErr());
        channel.addCloseFutureListener(closed -> ended.countDown());
    }

    /** Waits for the end of the command, but not for ever. */
    void awaitEnd(Duration patience) {
        try {
            ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something when the channel is closed, by whomever. */
    void onEnd(Runnable work) {
        channel.addCloseFutureListener(closed -> work.run());
    }

    @Override
    public OutputStream input() {
        return channel.getInvertedIn();
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public InputStream error() {
        return error;
    }

    @Override
    public int await() throws IOException, InterruptedException {
        ended.await();
        return ExitCodes.of(channel);
    }

    /** Does not kill the command: no server does that. Its input ends, and whatever it writes has no reader. */
    @Override
    public void close() {
        ChannelOpening.undo(channel);
    }

    /** How a command ended, as a shell would say it. */
    static final class ExitCodes {

        private static final int SIGNALS = 128;

        private ExitCodes() {}

        /**
         * The exit code of a command whose channel is closed.
         *
         * @throws UnreachableException when the host never told it
         */
        static int of(ChannelExec channel) throws UnreachableException {
            Integer status = channel.getExitStatus();
            if (status != null) {
                return status;
            }
            String signal = channel.getExitSignal();
            if (signal != null) {
                return SIGNALS + number(signal);
            }
            throw new UnreachableException("the connection was lost before the command ended");
        }

        /** The number that Linux has for a signal of RFC 4254, section 6.10. */
        private static int number(String signal) {
            return switch (signal) {
                case "HUP" -> 1;
                case "INT" -> 2;
                case "QUIT" -> 3;
                case "ILL" -> 4;
                case "ABRT" -> 6;
                case "FPE" -> 8;
                case "USR1" -> 10;
                case "SEGV" -> 11;
                case "USR2" -> 12;
                case "PIPE" -> 13;
                case "ALRM" -> 14;
                case "TERM" -> 15;
                default -> 9;
            };
        }
    }
}
