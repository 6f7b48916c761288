// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A command that runs on a host, with its streams. Implemented once per way to reach a host; each stream is used by one
 * thread at a time, different streams by different threads. Reading and writing block, so a slow reader slows the
 * command.
 */
public interface HostProcess extends AutoCloseable {

    /** What the command reads; closing it is the end of its input. */
    OutputStream input();

    /** What the command writes. */
    InputStream output();

    /** What the command writes to its error output. */
    InputStream error();

    /**
     * Waits for the end of the command.
     *
     * @return its exit code; 128 + signal when a signal ended it
     * @throws IOException when the host cannot be reached any more
     * @throws InterruptedException when the waiting thread was interrupted; the command goes on
     */
    int await() throws IOException, InterruptedException;

    /** Gives the streams back. The command itself may go on when it does not mind. Idempotent, from any thread. */
    @Override
    void close();
}
