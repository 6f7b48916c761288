// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;

/** What is appended to a file of another host, sent by a command that lasts as long as the link. */
final class RemoteGrowth implements Link.Growth {

    private static final int MAXIMUM_BYTES = 1 << 16;

    private final RemoteProcess process;

    private RemoteGrowth(RemoteProcess process) {
        this.process = process;
    }

    /** Returns when nothing that is appended from now on can be missed. */
    static RemoteGrowth open(RemoteCommands commands, String file) throws IOException {
        RemoteProcess process = commands.start(HostScript.WATCH.command(List.of(file)));
        boolean begun = false;
        try {
            String first = FirstLine.read(process, commands.patience(), commands.timer());
            if (!first.startsWith("from ")) {
                throw new IOException(file + " cannot be watched: " + first
                        + FirstLine.complaint(process, commands.patience(), commands.timer()));
            }
            begun = true;
            return new RemoteGrowth(process);
        } finally {
            if (!begun) {
                process.close();
            }
        }
    }

    @Override
    public byte[] next() throws IOException, InterruptedException {
        byte[] buffer = new byte[MAXIMUM_BYTES];
        InputStream output = process.output();
        try {
            int count = output.read(buffer);
            if (count < 0) {
                throw new IOException("the watch has ended");
            }
            return Arrays.copyOf(buffer, count);
        } catch (InterruptedIOException exception) {
            throw (InterruptedException) new InterruptedException("interrupted while watching").initCause(exception);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
