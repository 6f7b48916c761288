// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.HostTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.client.channel.ChannelExec;

/** A command on another host, on a terminal that the SSH server there has made for its channel. */
final class RemoteTerminal implements HostTerminal {

    /** The key that ends a file, as every new terminal has it. */
    private static final int END_OF_FILE = 4;

    private final ChannelExec channel;
    private final RemoteProcess process;
    private final OutputStream input;

    RemoteTerminal(ChannelExec channel) {
        this.channel = channel;
        this.process = new RemoteProcess(channel);
        this.input = new Keys(channel.getInvertedIn());
    }

    @Override
    public void resize(int columns, int rows) throws IOException {
        channel.sendWindowChange(columns, rows);
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return process.output();
    }

    @Override
    public InputStream error() {
        return InputStream.nullInputStream();
    }

    @Override
    public int await() throws IOException, InterruptedException {
        return process.await();
    }

    @Override
    public void close() {
        process.close();
    }

    /** What is typed. No server types the end of it, so the key is pressed here. */
    private static final class Keys extends OutputStream {

        private final OutputStream channel;

        Keys(OutputStream channel) {
            this.channel = channel;
        }

        @Override
        public void write(int key) throws IOException {
            channel.write(key);
        }

        @Override
        public void write(byte[] keys, int offset, int length) throws IOException {
            channel.write(keys, offset, length);
        }

        @Override
        public void flush() throws IOException {
            channel.flush();
        }

        @Override
        public void close() throws IOException {
            write(END_OF_FILE);
            flush();
        }
    }
}
